package dev.orderpipeline.quickstart.stack;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.LocalStackOptions;
import dev.orderpipeline.local.process.AtExit;
import dev.orderpipeline.quickstart.service.Installation;
import dev.orderpipeline.quickstart.service.PerStage;
import dev.orderpipeline.quickstart.service.PreparedServices;
import dev.orderpipeline.quickstart.service.ServiceEnvironment;
import dev.orderpipeline.quickstart.service.ServiceProcess;
import dev.orderpipeline.quickstart.service.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/** The whole pipeline on this machine: Kafka, PostgreSQL, Redis and the three services. */
public final class LocalPipeline implements AutoCloseable {

    public static final String DATABASE = "dwh";

    /** As many as a production topic of this size usually has: enough for several replicas of a service. */
    private static final int PARTITIONS = 4;

    private final LocalStack stack;
    private final LogFolder logs;
    private final Duration startTimeout;
    private final List<ServiceProcess> services = new ArrayList<>();
    private final Parts parts = new Parts();
    private Optional<ControlPort> requests = Optional.empty();

    private LocalPipeline(LocalStack stack, LogFolder logs, Duration startTimeout) {
        this.stack = stack;
        this.logs = logs;
        this.startTimeout = startTimeout;
    }

    /**
     * Starts everything and waits until every service is ready.
     *
     * @param ports of the services
     * @param reference users and restaurants by id. They are loaded before a service starts: one that resumes
     *     an earlier run retries as long as Redis is empty
     * @throws CommandFailedException if a part cannot start
     */
    public static LocalPipeline start(
            LocalStackOptions servers,
            PerStage<Integer> ports,
            Map<String, String> reference,
            Terminal terminal,
            StopSignal stop) {
        PreparedServices prepared = terminal.step(
                "Preparing the services (once after a build)",
                () -> new PreparedServices(Installation.ofThisProgram(), servers.startTimeout()));
        LocalStack stack = terminal.step("Starting Kafka, PostgreSQL and Redis", () -> LocalStack.start(servers));
        LocalPipeline pipeline =
                new LocalPipeline(stack, LogFolder.create(servers.dataDirectory(), stop), servers.startTimeout());
        try {
            terminal.step("Starting " + Stage.services(), () -> {
                pipeline.prepare(reference);
                pipeline.startServices(prepared, ports, stop);
                return pipeline;
            });
            pipeline.serveRequests(stop);
            AtExit.register(pipeline::close);
            return pipeline;
        } catch (RuntimeException e) {
            pipeline.logs.keep();
            pipeline.close();
            throw e;
        }
    }

    public LocalStack stack() {
        return stack;
    }

    public DataSource warehouse() {
        return stack.postgres().dataSource(DATABASE);
    }

    /** The services, in flow order. */
    public List<ServiceProcess> services() {
        return List.copyOf(services);
    }

    /** The processes that can be stopped and started. */
    public Parts parts() {
        return parts;
    }

    /** The variables that point a service to its servers. */
    public Map<String, String> environment() {
        Map<String, String> environment = ServiceEnvironment.blank();
        environment.putAll(stack.variables(DATABASE));
        environment.put("KAFKA_TOPIC_PARTITIONS", Integer.toString(PARTITIONS));
        return environment;
    }

    /** The folder of the services' logs. */
    public LogFolder logs() {
        return logs;
    }

    private void prepare(Map<String, String> reference) {
        stack.redis().set(reference);
        stack.postgres().createDatabase(DATABASE);
        for (Stage stage : Stage.values()) {
            stack.kafka().createTopic(stage.sourceTopic(), PARTITIONS);
        }
    }

    private void startServices(PreparedServices prepared, PerStage<Integer> ports, StopSignal stop) {
        for (Stage stage : Stage.values()) {
            Map<String, String> environment = environment();
            environment.put("SERVER_PORT", ports.get(stage).toString());
            Path logFile = logs.path().resolve(stage.service() + ".log");
            services.add(prepared.start(stage, environment, logFile));
        }
        services.forEach(service -> service.awaitReady(startTimeout, stop));
    }

    private void serveRequests(StopSignal stop) {
        services.forEach(service -> parts.add(service, () -> service.awaitReady(startTimeout, stop)));
        parts.add("kafka", "Kafka", stack.kafka());
        parts.add("postgres", "PostgreSQL", stack.postgres());
        parts.add("redis", "Redis", stack.redis());
        requests = Optional.of(new ControlPort(parts, stack.folder(), environment()));
    }

    /** Stops the services, then the servers. No effect if they have stopped. */
    @Override
    public void close() {
        requests.ifPresent(ControlPort::close);
        services.parallelStream().forEach(ServiceProcess::close);
        stack.close();
    }
}
