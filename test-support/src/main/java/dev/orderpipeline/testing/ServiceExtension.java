package dev.orderpipeline.testing;

import static dev.orderpipeline.testing.Conditions.eventually;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.local.Workspace;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Runs one service for all tests of a class, nested ones too: on the shared stack, in a workspace of its own, as a user
 * with {@link LeastRights}. Records are those since the test began. For a static field with {@code @RegisterExtension}.
 */
public final class ServiceExtension implements BeforeAllCallback, AfterAllCallback, BeforeEachCallback {

    private final Class<?> application;
    private final String source;
    private final String destination;
    private final Map<String, Integer> recordsBefore = new HashMap<>();

    private final Map<String, String> variables = new TreeMap<>();

    private Optional<Workspace> workspace = Optional.empty();
    private Optional<RunningService> service = Optional.empty();

    /**
     * @param source short name of the source topic, which has one partition
     * @param destination short name of the destination topic
     */
    public ServiceExtension(Class<?> application, String source, String destination) {
        this.application = application;
        this.source = source;
        this.destination = destination;
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        if (!isNested(context)) {
            workspace = Optional.of(Workspace.create(SharedStack.get()));
            workspace().createTopic(source, 1);
            variables.putAll(workspace().variables(source, destination));
            service = Optional.of(LeastRights.start(application, workspace(), variables));
        }
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        for (String topic : List.of(source, destination, source + ".dlq")) {
            recordsBefore.put(topic, readAll(topic).size());
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (!isNested(context)) {
            service.ifPresent(RunningService::close);
            workspace.ifPresent(Workspace::close);
        }
    }

    private static boolean isNested(ExtensionContext context) {
        return AnnotationSupport.isAnnotated(context.getRequiredTestClass(), Nested.class);
    }

    public Workspace workspace() {
        return workspace.orElseThrow();
    }

    /** The environment of the service. */
    public Map<String, String> variables() {
        return variables;
    }

    public RunningService service() {
        return service.orElseThrow();
    }

    /** Sends values to the source topic, and waits until the service has processed them. */
    public void send(String... values) {
        send(Records.of(workspace().topic(source), values));
    }

    /** The same with the header that holds the timestamp of the source record, in milliseconds since 1970. */
    public void sendWithSourceTimestamp(long timestamp, String... values) {
        List<ProducerRecord<byte[], byte[]>> records = Records.of(workspace().topic(source), values);
        records.forEach(record -> record.headers()
                .add("pipeline-source-timestamp", Long.toString(timestamp).getBytes(UTF_8)));
        send(records);
    }

    /** Sends values to the source topic, and waits until the service has processed them. */
    public void sendBytes(byte @Nullable []... values) {
        send(Arrays.stream(values)
                .map(value -> new ProducerRecord<byte[], byte[]>(workspace().topic(source), value))
                .toList());
    }

    private void send(List<ProducerRecord<byte[], byte[]>> records) {
        SharedStack.get().kafka().send(records);
        eventually().until(() -> workspace().isDrained(source));
    }

    /** The records of the source topic. */
    public List<ConsumerRecord<byte[], byte[]>> consumed() {
        return read(source);
    }

    /** The records of the destination topic. */
    public List<ConsumerRecord<byte[], byte[]>> produced() {
        return read(destination);
    }

    public List<ConsumerRecord<byte[], byte[]>> deadLetters() {
        return read(source + ".dlq");
    }

    private List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        return readAll(topic).stream()
                .skip(recordsBefore.getOrDefault(topic, 0))
                .toList();
    }

    private List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        return SharedStack.get().kafka().readAll(workspace().topic(topic));
    }
}
