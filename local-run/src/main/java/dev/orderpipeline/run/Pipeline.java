package dev.orderpipeline.run;

import dev.orderpipeline.local.AtExit;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.LocalStackOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** The whole pipeline on this machine: Kafka, PostgreSQL, Redis and the three services. */
final class Pipeline implements AutoCloseable {

    static final String DATABASE = "dwh";

    /** As many as a production topic of this size usually has: enough for several replicas of a service. */
    private static final int PARTITIONS = 4;

    private static final Duration READY_WITHIN = Duration.ofMinutes(3);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final LocalStack stack;
    private final LogFolder logs;
    private final List<ServiceProcess> services = new ArrayList<>();

    private Pipeline(LocalStack stack, LogFolder logs) {
        this.stack = stack;
        this.logs = logs;
    }

    /**
     * Starts everything and waits until every service is ready.
     *
     * @param dataDirectory where Kafka and PostgreSQL keep their data; null for a temporary folder
     * @param reference users and restaurants by id. They are loaded before a service starts: one that goes on with
     *     orders of an earlier run would take an empty Redis for an outage
     * @throws RunFailedException if a part does not come up
     */
    static Pipeline start(Path dataDirectory, Map<String, String> reference, Terminal terminal, StopSignal stop) {
        PreparedServices prepared = terminal.step(
                "Preparing the services (once after a build)",
                () -> new PreparedServices(Installation.ofThisProgram()));
        LocalStack stack = terminal.step(
                "Starting Kafka, PostgreSQL and Redis",
                () -> LocalStack.start(new LocalStackOptions(0, 0, 0, dataDirectory)));
        Pipeline pipeline = new Pipeline(stack, LogFolder.create(dataDirectory, stop));
        try {
            terminal.step("Starting stg-service, dds-service and cdm-service", () -> {
                pipeline.prepare(reference);
                pipeline.startServices(prepared, stop);
                return pipeline;
            });
            AtExit.register(pipeline::close);
            return pipeline;
        } catch (RuntimeException e) {
            pipeline.logs.keep();
            pipeline.close();
            throw e;
        }
    }

    LocalStack stack() {
        return stack;
    }

    DataSource warehouse() {
        return stack.postgres().dataSource(DATABASE);
    }

    /** The services, in flow order. */
    List<ServiceProcess> services() {
        return List.copyOf(services);
    }

    /** Where the services log. */
    LogFolder logs() {
        return logs;
    }

    private void prepare(Map<String, String> reference) {
        stack.redis().set(reference);
        stack.postgres().createDatabase(DATABASE);
        for (Stage stage : Stage.values()) {
            stack.kafka().createTopic(stage.sourceTopic(), PARTITIONS);
        }
    }

    private void startServices(PreparedServices prepared, StopSignal stop) {
        Map<String, String> environment = ServiceEnvironment.of(stack, DATABASE, PARTITIONS);
        for (Stage stage : Stage.values()) {
            Path logFile = logs.path().resolve(stage.service() + ".log");
            services.add(prepared.start(stage, environment, logFile));
        }
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        for (ServiceProcess service : services) {
            awaitReady(service, deadline, stop);
        }
    }

    private void awaitReady(ServiceProcess service, long deadline, StopSignal stop) {
        while (!service.isReady()) {
            services.forEach(ServiceProcess::requireAlive);
            if (System.nanoTime() > deadline) {
                throw new RunFailedException("%s was not ready after %s. %s"
                        .formatted(service.stage().service(), Format.seconds(READY_WITHIN), service.lastWords()));
            }
            if (stop.await(LOOK_EVERY)) {
                throw new RunFailedException("Stopped while the services were starting");
            }
        }
    }

    /** Stops the services, then what they stand on. Harmless when they have stopped already. */
    @Override
    public void close() {
        services.parallelStream().forEach(ServiceProcess::close);
        stack.close();
    }
}
