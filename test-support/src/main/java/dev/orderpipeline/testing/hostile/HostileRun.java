package dev.orderpipeline.testing.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.RunningService;
import dev.orderpipeline.testing.SharedStack;
import dev.orderpipeline.testing.contract.AsyncApi;
import dev.orderpipeline.testing.contract.Contracts;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Sends hostile records to a running service, and checks what is the same for all services. */
public final class HostileRun implements AutoCloseable {

    private static final Pattern LIBRARY_TEXT = Pattern.compile(
            "\\[Source|REDACTED|JsonParser|StreamRead|JsonRead|tools\\.jackson|com\\.fasterxml|Exception");

    private final LocalStack stack = SharedStack.get();
    private final Workspace workspace = Workspace.create(stack);
    private final String topic;
    private final List<HostileRecord> records;

    private HostileRun(String topic, List<HostileRecord> records) {
        this.topic = topic;
        this.records = records;
    }

    /**
     * Sends the records, and waits until the service has processed all of them and is still healthy.
     *
     * @param source short name of the service's source topic, which is created with room for large records
     * @param destination short name of its destination topic
     */
    public static HostileRun of(Class<?> application, String source, String destination, List<HostileRecord> records) {
        HostileRun run = new HostileRun(source, records);
        run.stack
                .kafka()
                .createTopic(
                        run.workspace.topic(source),
                        1,
                        Map.of("max.message.bytes", Integer.toString(16 * 1024 * 1024)));
        try (RunningService service = RunningService.start(application, run.workspace.variables(source, destination))) {
            run.stack.kafka().send(records.stream().map(run::toSend).toList());
            await().atMost(Duration.ofMinutes(15)).until(() -> run.workspace.isDrained(source));
            assertThat(service.get("/health").statusCode()).isEqualTo(200);
        }
        return run;
    }

    public Workspace workspace() {
        return workspace;
    }

    /** The records with an error code, and no others, are dead letters, once each, with that code, and unchanged. */
    public void assertDeadLetters() {
        List<String> differences = new ArrayList<>();
        Map<Integer, ConsumerRecord<byte[], byte[]>> letters = new HashMap<>();
        for (ConsumerRecord<byte[], byte[]> letter : stack.kafka().readAll(workspace.topic(topic + ".dlq"))) {
            int offset = (int)
                    ByteBuffer.wrap(header(letter, "kafka_dlt-original-offset")).getLong();
            if (letters.put(offset, letter) != null) {
                differences.add("twice: " + records.get(offset));
            }
        }
        for (int offset = 0; offset < records.size(); offset++) {
            HostileRecord record = records.get(offset);
            ConsumerRecord<byte[], byte[]> letter = letters.get(offset);
            String expected = record.errorCode().orElse("none");
            String actual = letter == null ? "none" : code(letter);
            if (!expected.equals(actual)) {
                differences.add("%s must be %s, was %s: %s"
                        .formatted(record, expected, actual, letter == null ? "" : reason(letter)));
            } else if (letter != null && !isUnchanged(record, letter)) {
                differences.add("changed: " + record);
            } else if (letter != null && LIBRARY_TEXT.matcher(reason(letter)).find()) {
                differences.add("not a reason for an operator: " + reason(letter));
            }
        }
        assertThat(differences).isEmpty();
    }

    /**
     * Values, keys and headers of everything produced follow the contracts, the current and the released ones.
     *
     * @param destination short name of the destination topic
     * @param channel the destination topic in the AsyncAPI document, and the dead-letter topic
     */
    public void assertContracts(String destination, String channel, String deadLetterChannel) {
        for (Contracts contracts : Contracts.all()) {
            AsyncApi asyncApi = AsyncApi.of(contracts);
            assertNoViolation(asyncApi, channel, workspace.topic(destination));
            assertNoViolation(asyncApi, deadLetterChannel, workspace.topic(topic + ".dlq"));
        }
    }

    private void assertNoViolation(AsyncApi asyncApi, String channel, String recordsTopic) {
        List<ConsumerRecord<byte[], byte[]>> produced = stack.kafka().readAll(recordsTopic);
        assertThat(produced).hasSizeGreaterThan(100);
        List<String> violations = produced.stream()
                .flatMap(record -> asyncApi.violations(channel, record).stream())
                .limit(20)
                .toList();
        assertThat(violations).as(channel).isEmpty();
    }

    /** The records of a topic: values by key. */
    public Map<String, String> read(String destination) {
        Map<String, String> texts = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record : stack.kafka().readAll(workspace.topic(destination))) {
            texts.merge(
                    new String(record.key(), UTF_8),
                    new String(record.value(), UTF_8),
                    (first, second) -> first + " and repeated " + second);
        }
        return texts;
    }

    @Override
    public void close() {
        workspace.close();
    }

    /** The texts are equal by key; the first differences are shown. */
    public static void assertEqual(String what, Map<String, String> actual, Map<String, String> expected) {
        Set<String> keys = new TreeSet<>(expected.keySet());
        keys.addAll(actual.keySet());
        List<String> differences = keys.stream()
                .filter(key -> !Objects.equals(expected.get(key), actual.get(key)))
                .map(key -> "%s must be%n%s%nwas%n%s"
                        .formatted(shown(key), shown(expected.get(key)), shown(actual.get(key))))
                .limit(20)
                .toList();
        assertThat(differences).as(what).isEmpty();
    }

    private static String shown(@Nullable String value) {
        String text = String.valueOf(value);
        return text.length() < 2_000 ? text : text.substring(0, 2_000) + "…";
    }

    private ProducerRecord<byte[], byte[]> toSend(HostileRecord record) {
        Headers headers = new RecordHeaders();
        record.headers().forEach(headers::add);
        return new ProducerRecord<>(workspace.topic(topic), null, record.key(), record.value(), headers);
    }

    private static boolean isUnchanged(HostileRecord record, ConsumerRecord<byte[], byte[]> letter) {
        return Arrays.equals(record.key(), letter.key())
                && Arrays.equals(record.value(), letter.value())
                && own(letter.headers()).equals(own(record.headers()));
    }

    /** Without the headers of a dead letter. */
    private static List<Header> own(Iterable<Header> headers) {
        return StreamSupport.stream(headers.spliterator(), false)
                .filter(header -> !header.key().startsWith("kafka_dlt-")
                        && !header.key().startsWith("pipeline-error-")
                        && !header.key().equals("pipeline-attempts"))
                .toList();
    }

    private static String code(ConsumerRecord<byte[], byte[]> letter) {
        return new String(header(letter, "pipeline-error-code"), UTF_8);
    }

    private static String reason(ConsumerRecord<byte[], byte[]> letter) {
        return new String(header(letter, "pipeline-error-message"), UTF_8);
    }

    private static byte[] header(ConsumerRecord<byte[], byte[]> record, String name) {
        return record.headers().lastHeader(name).value();
    }
}
