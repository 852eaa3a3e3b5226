package dev.orderpipeline.torture;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.server.LocalServer;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.Replicas;
import dev.orderpipeline.quickstart.service.ServiceProcess;
import dev.orderpipeline.quickstart.service.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.common.utils.KafkaThread;
import org.apache.kafka.common.utils.Utils;

/** Injects the disruptions of a scenario. Long ones run in the background, so that disruptions may overlap. */
final class DisruptionInjector implements AutoCloseable {

    /** A starting service ends only after its start, which is slow if many start. */
    private static final Duration END_TIMEOUT = Duration.ofMinutes(1);

    private static final int EXITED = 0;
    private static final int EXITED_BY_SIGTERM = 128 + 15;

    private final LocalStack stack;
    private final PipelineWorkspace workspace;
    private final Replicas replicas;
    private final Map<String, String> referenceData;
    private final List<CompletableFuture<Void>> inProgress = new ArrayList<>();

    /** @param referenceData is loaded again after Redis was emptied */
    DisruptionInjector(PipelineWorkspace workspace, Replicas replicas, Map<String, String> referenceData) {
        this.stack = workspace.stack();
        this.workspace = workspace;
        this.replicas = replicas;
        this.referenceData = referenceData;
    }

    void inject(Disruption disruption) {
        switch (disruption.kind()) {
            case KILL -> {
                replicas.take(disruption.stage(), disruption.replica()).kill();
                replicas.start(disruption.stage());
            }
            case TERMINATE -> {
                terminate(replicas.take(disruption.stage(), disruption.replica()));
                replicas.start(disruption.stage());
            }
            case ADD -> replicas.start(disruption.stage());
            case REMOVE -> terminate(replicas.take(disruption.stage(), disruption.replica()));
            case EXPEL -> expelAll(disruption.stage());
            case POSTGRES_KILLED -> outage(stack.postgres(), stack.postgres()::kill, disruption);
            case POSTGRES_STOPPED -> outage(stack.postgres(), stack.postgres()::stop, disruption);
            case KAFKA_KILLED -> outage(stack.kafka(), stack.kafka()::kill, disruption);
            case KAFKA_STOPPED -> outage(stack.kafka(), stack.kafka()::stop, disruption);
            case REDIS_KILLED -> outage(stack.redis(), stack.redis()::kill, disruption);
            case REDIS_EMPTY ->
                inBackground(() -> {
                    synchronized (stack.redis()) {
                        stack.redis().flush();
                        stack.redis().kill();
                        stack.redis().start();
                        Utils.sleep(disruption.downMillis());
                        stack.redis().set(referenceData);
                    }
                });
        }
    }

    /**
     * Waits until all disruptions are complete and every server is running.
     *
     * @throws CommandFailedException if a service ended with an unexpected exit code
     */
    void await() {
        try {
            inProgress.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** Waits until all disruptions are complete, also failed ones. */
    @Override
    public void close() {
        inProgress.forEach(
                disruption -> disruption.exceptionally(failure -> null).join());
    }

    private void outage(LocalServer server, Runnable end, Disruption disruption) {
        inBackground(() -> {
            synchronized (server) {
                end.run();
                Utils.sleep(disruption.downMillis());
                server.start();
            }
        });
    }

    private void terminate(ServiceProcess replica) {
        inBackground(() -> {
            replica.stop(END_TIMEOUT);
            int exitCode = replica.exitCode().orElseThrow();
            if (!Set.of(EXITED, EXITED_BY_SIGTERM).contains(exitCode)) {
                throw new CommandFailedException("%s ended with unexpected exit code %2$d after SIGTERM. %3$s"
                        .formatted(replica.stage().service(), exitCode, replica.logTail()));
            }
        });
    }

    /** Removes every member from the stage's consumer group, as after missed heartbeats; members may rejoin. */
    private void expelAll(Stage stage) {
        try (Admin admin = stack.kafka().admin()) {
            admin.removeMembersFromConsumerGroup(
                            workspace.consumerGroup(stage), new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            // The group has no members yet, or one has just left.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void inBackground(Runnable work) {
        inProgress.add(CompletableFuture.runAsync(
                work, run -> KafkaThread.daemon("disruption", run).start()));
    }
}
