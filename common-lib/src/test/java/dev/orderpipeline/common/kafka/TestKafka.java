package dev.orderpipeline.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.config.KafkaSettings;
import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.config.TestKafkaSettings;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.testing.SharedStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Helpers of the tests with the shared broker. */
public final class TestKafka {

    private static final LocalStack STACK = SharedStack.get();
    /** With the images' flags; a batch is made up of several polls then. */
    private static final MemoryBudget IMAGES_MEMORY = new MemoryBudget(80 << 20, 8 << 20, 1);

    /** A consumer with a thread of its own may return the polls of one batch as several batches. */
    private static final MemoryBudget BATCH_IN_A_POLL = new MemoryBudget(256 << 20, 0, 1);

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
        return clients(topics, batchSize, IMAGES_MEMORY);
    }

    /** @param memory of the process that the clients are for */
    public static KafkaClients clients(TopicSettings topics, int batchSize, MemoryBudget memory) {
        return clients(STACK.kafka().bootstrapServers(), topics, batchSize, Timeouts.DEFAULT, memory);
    }

    /** Clients of another broker than the shared one. */
    public static KafkaClients clients(
            String bootstrapServers, TopicSettings topics, int batchSize, Timeouts timeouts) {
        return clients(bootstrapServers, topics, batchSize, timeouts, MemoryBudget.ofThisProcess(1));
    }

    /** Clients whose consumers join their group by a protocol. */
    public static KafkaClients clients(TopicSettings topics, int batchSize, GroupProtocol protocol) {
        return clients(
                topics, batchSize, protocol == GroupProtocol.CLASSIC ? IMAGES_MEMORY : BATCH_IN_A_POLL, protocol);
    }

    /** The same for a process with some memory. */
    public static KafkaClients clients(
            TopicSettings topics, int batchSize, MemoryBudget memory, GroupProtocol protocol) {
        KafkaSettings settings =
                TestKafkaSettings.plaintext(STACK.kafka().bootstrapServers(), Optional.of(protocol), topics);
        return new KafkaClients(settings, Timeouts.DEFAULT, batchSize, memory, "test");
    }

    private static KafkaClients clients(
            String bootstrapServers, TopicSettings topics, int batchSize, Timeouts timeouts, MemoryBudget memory) {
        KafkaSettings settings = TestKafkaSettings.plaintext(bootstrapServers, topics);
        return new KafkaClients(settings, timeouts, batchSize, memory, "test");
    }

    /** A source that checks the ownership of every batch with the group coordinator. */
    public static RecordSource doubtfulSource(KafkaClients clients, String topic, SourceListener listener) {
        return new RecordSource(
                clients,
                topic,
                listener,
                Duration.ZERO,
                new OpenTransactions(clients, Duration.ofMinutes(1), Duration.ofMinutes(1)));
    }

    /** A source that reports an open transaction as soon as it is detected. */
    public static RecordSource watchfulSource(KafkaClients clients, String topic, SourceListener listener) {
        return new RecordSource(
                clients,
                topic,
                listener,
                Timeouts.OWNERSHIP,
                new OpenTransactions(clients, Duration.ofMillis(100), Duration.ofMillis(200)));
    }

    /** A producer that has begun a transaction in which it has sent these texts to one partition. */
    public static Producer<byte[], byte[]> begunTransaction(String topic, int partition, List<String> values) {
        Map<String, Object> config = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                STACK.kafka().bootstrapServers(),
                ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                UUID.randomUUID().toString());
        Producer<byte[], byte[]> producer =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        producer.initTransactions();
        producer.beginTransaction();
        values.forEach(value -> producer.send(new ProducerRecord<>(topic, partition, null, value.getBytes(UTF_8))));
        producer.flush();
        return producer;
    }

    /** A transaction that is committed, or else aborted. */
    public static void transaction(String topic, int partition, List<String> values, boolean committed) {
        try (Producer<byte[], byte[]> producer = begunTransaction(topic, partition, values)) {
            if (committed) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
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

    /** A text that compression makes hardly smaller. */
    public static String incompressible(int characters) {
        return new Random(1)
                .ints(characters, 'a', 'z' + 1)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
