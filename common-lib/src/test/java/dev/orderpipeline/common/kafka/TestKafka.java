package dev.orderpipeline.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.config.KafkaSettings;
import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.local.LocalStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What the tests against the shared broker have in common. */
public final class TestKafka {

    private static final LocalStack STACK = LocalStack.shared();

    private TestKafka() {}

    public static TopicSettings topics(String source, String destination, boolean create) {
        return new TopicSettings(
                source + ".readers",
                source,
                destination,
                source + ".dlq",
                create,
                create ? Optional.of(3) : Optional.empty(),
                Optional.empty());
    }

    public static KafkaClients clients(TopicSettings topics, int batchSize) {
        return clients(STACK.kafka().bootstrapServers(), topics, batchSize, Timeouts.DEFAULT);
    }

    /** Clients of another broker than the shared one. */
    public static KafkaClients clients(
            String bootstrapServers, TopicSettings topics, int batchSize, Timeouts timeouts) {
        KafkaSettings settings = new KafkaSettings(
                bootstrapServers,
                "PLAINTEXT",
                "SCRAM-SHA-512",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                topics);
        return new KafkaClients(settings, timeouts, batchSize, "test");
    }

    /** A source that asks the group about every batch whether it is still its own. */
    public static RecordSource doubtfulSource(KafkaClients clients, String topic, SourceListener listener) {
        return new RecordSource(clients, topic, listener, Duration.ZERO);
    }

    public static void removeAllMembers(KafkaClients clients, String group) throws Exception {
        try (Admin admin = clients.consumerAdmin()) {
            admin.removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
                    .all()
                    .get();
        }
    }

    /** Sends texts to one partition of a topic. */
    public static void send(String topic, int partition, List<String> values) {
        STACK.kafka()
                .send(values.stream()
                        .map(value -> new ProducerRecord<byte[], byte[]>(topic, partition, null, value.getBytes(UTF_8)))
                        .toList());
    }

    /** {@code prefix-0}, {@code prefix-1} and so on. */
    public static List<String> numbered(String prefix, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> prefix + "-" + number)
                .toList();
    }

    public static List<String> values(List<ConsumerRecord<byte[], byte[]>> records) {
        List<String> values = new ArrayList<>();
        records.forEach(record -> values.add(new String(record.value(), UTF_8)));
        return values;
    }
}
