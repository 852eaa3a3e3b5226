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
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;

/** Makes the events of a scenario happen. What takes its time goes on in the background, so that events may overlap. */
final class Chaos implements AutoCloseable {

    /** A service that is still starting ends when it has started, which takes its time where many do. */
    private static final Duration LONGEST_END = Duration.ofMinutes(1);

    private static final int EXITED = 0;
    private static final int EXITED_BY_SIGTERM = 128 + 15;

    private final LocalStack stack;
    private final PipelineWorkspace site;
    private final Replicas replicas;
    private final Map<String, String> referenceData;
    private final List<CompletableFuture<Void>> underWay = new ArrayList<>();

    /** @param referenceData what is loaded into Redis again after it was empty */
    Chaos(LocalStack stack, PipelineWorkspace site, Replicas replicas, Map<String, String> referenceData) {
        this.stack = stack;
        this.site = site;
        this.replicas = replicas;
        this.referenceData = referenceData;
    }

    void carryOut(Event event) {
        switch (event.kind()) {
            case KILL -> {
                replicas.take(event.stage(), event.replica()).kill();
                replicas.start(event.stage());
            }
            case TERMINATE -> {
                terminate(replicas.take(event.stage(), event.replica()));
                replicas.start(event.stage());
            }
            case ADD -> replicas.start(event.stage());
            case REMOVE -> terminate(replicas.take(event.stage(), event.replica()));
            case EXPEL -> expelAll(event.stage());
            case POSTGRES_KILLED -> outage(stack.postgres(), stack.postgres()::kill, event);
            case POSTGRES_STOPPED -> outage(stack.postgres(), stack.postgres()::stop, event);
            case KAFKA_KILLED -> outage(stack.kafka(), stack.kafka()::kill, event);
            case KAFKA_STOPPED -> outage(stack.kafka(), stack.kafka()::stop, event);
            case REDIS_KILLED -> outage(stack.redis(), stack.redis()::kill, event);
            case REDIS_EMPTY ->
                inBackground(() -> {
                    synchronized (stack.redis()) {
                        stack.redis().flush();
                        stack.redis().kill();
                        stack.redis().start();
                        pause(event.downMillis());
                        stack.redis().set(referenceData);
                    }
                });
        }
    }

    /**
     * Waits until everything is over and every server is back.
     *
     * @throws CommandFailedException if a service did not end as it should
     */
    void await() {
        try {
            underWay.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }

    /** Waits until everything is over, however it ended. */
    @Override
    public void close() {
        underWay.forEach(event -> event.exceptionally(failure -> null).join());
    }

    private void outage(LocalServer server, Runnable end, Event event) {
        inBackground(() -> {
            synchronized (server) {
                end.run();
                pause(event.downMillis());
                server.start();
            }
        });
    }

    private void terminate(ServiceProcess replica) {
        inBackground(() -> {
            replica.stop(LONGEST_END);
            int exitCode = replica.exitCode().orElseThrow();
            if (!Set.of(EXITED, EXITED_BY_SIGTERM).contains(exitCode)) {
                throw new CommandFailedException("%s did not end in good order after SIGTERM, exit code %d. %s"
                        .formatted(replica.stage().service(), exitCode, replica.logTail()));
            }
        });
    }

    /** Throws every replica of the stage out of its group, as if none had been heard of for long; each may come back. */
    private void expelAll(Stage stage) {
        try (Admin admin = Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, stack.kafka().bootstrapServers()))) {
            admin.removeMembersFromConsumerGroup(site.consumerGroup(stage), new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();
        } catch (ExecutionException e) {
            // Nobody is in the group yet, or somebody has just left it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void inBackground(Runnable work) {
        underWay.add(CompletableFuture.runAsync(work, Chaos::runInThread));
    }

    private static void runInThread(Runnable work) {
        Thread thread = new Thread(work, "chaos");
        thread.setDaemon(true);
        thread.start();
    }

    static void pause(int millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
