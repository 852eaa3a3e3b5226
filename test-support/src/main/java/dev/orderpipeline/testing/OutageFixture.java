package dev.orderpipeline.testing;

import static dev.orderpipeline.testing.Conditions.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A service in a workspace of its own, whose servers a test may stop. */
public final class OutageFixture implements AutoCloseable {

    private final LocalStack stack;
    private final Class<?> application;
    private final String source;
    private final String destination;
    private final Workspace workspace;
    private final Map<String, String> variables;
    private Optional<RunningService> service = Optional.empty();

    /**
     * The service is not started yet.
     *
     * @param stack with the service's servers, except for those that the test sets in {@link #variables}
     * @param source short name of the source topic
     * @param destination short name of the destination topic
     */
    public OutageFixture(LocalStack stack, Class<?> application, String source, String destination) {
        this.stack = stack;
        this.application = application;
        this.source = source;
        this.destination = destination;
        this.workspace = Workspace.create(stack);
        this.variables = workspace.variables(source, destination);
    }

    public Workspace workspace() {
        return workspace;
    }

    /** The environment of the service, to be changed before it starts. */
    public Map<String, String> variables() {
        return variables;
    }

    /** Creates those of the three topics that are missing. */
    public void createTopics(int partitions) {
        List.of(source, destination, source + ".dlq").forEach(topic -> workspace.createTopic(topic, partitions));
    }

    public void startService() {
        service = Optional.of(startReplica());
    }

    /** Starts one more of the same service; the caller has to close it. */
    public RunningService startReplica() {
        variables.put("SERVER_PORT", workspace.variables(source, destination).get("SERVER_PORT"));
        return RunningService.start(application, variables);
    }

    public void stopService() {
        service().close();
    }

    public RunningService service() {
        return service.orElseThrow();
    }

    public void send(List<String> values) {
        stack.kafka().send(Records.of(workspace.topic(source), values.toArray(String[]::new)));
    }

    /**
     * Waits until the loop retries; the service is alive meanwhile, but not ready.
     *
     * @param reason the reason that readiness reports, a regular expression
     */
    public void awaitRetrying(String reason) {
        eventually().untilAsserted(() -> {
            assertThat(service().get("/health").statusCode()).isEqualTo(200);
            HttpResponse<String> readiness = service().get("/health/readiness");
            assertThat(readiness.statusCode()).isEqualTo(503);
            assertThat(readiness.body())
                    .containsPattern("\"loop\":\\{\"status\":\"DOWN\",\"reason\":\"[^}]*(" + reason + ")");
        });
    }

    /** Waits until all records of the source topic are processed. */
    public void awaitDrained() {
        eventually().until(() -> workspace.isDrained(source));
    }

    /** All records of the destination topic. */
    public List<ConsumerRecord<byte[], byte[]>> produced() {
        return stack.kafka().readAll(workspace.topic(destination));
    }

    public List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        return stack.kafka().readAll(workspace.topic(source + ".dlq"));
    }

    @Override
    public void close() {
        service.ifPresent(RunningService::close);
        workspace.close();
    }
}
