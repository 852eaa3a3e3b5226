package dev.orderpipeline.local.kafka;

import dev.orderpipeline.local.process.Await;
import dev.orderpipeline.local.process.LocalStackException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker, which is its own controller (KRaft). It creates no topic by itself and has no retention by time.
 * Clients of {@link #bootstrapServers()} have all rights, without encryption and passwords. Every method uses a connection
 * of its own.
 */
public class LocalKafka extends KafkaBroker {

    private static final Duration BROKER_RECOVERY_TIMEOUT = Duration.ofMinutes(5);

    public LocalKafka(Path directory, int port) {
        super(directory, port, BrokerClasses::options);
    }

    /** Creates the topic with the broker's own settings, and waits until it can be used; see the other method. */
    public void createTopic(String name, int partitions) {
        createTopic(name, partitions, Map.of());
    }

    /**
     * Creates the topic and waits until it can be used. A topic that exists stays as it is.
     *
     * @param configs settings of the topic, such as {@code cleanup.policy}
     * @throws LocalStackException if the broker does not create it
     */
    public void createTopic(String name, int partitions, Map<String, String> configs) {
        String failure = "Topic " + name + " could not be created";
        short replicationFactor = 1;
        NewTopic topic = new NewTopic(name, partitions, replicationFactor).configs(configs);
        try (Admin admin = admin()) {
            KafkaAdmin.await(failure, admin.createTopics(List.of(topic)).all());
            awaitResult(failure, () -> isUsable(admin, name));
        } catch (LocalStackException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /**
     * Deletes the topics with all that is in them.
     *
     * @throws LocalStackException if the broker does not delete one of them
     */
    public void deleteTopics(List<String> names) {
        String failure = "Topics could not be deleted";
        request(failure, admin -> admin.deleteTopics(names).all());
        awaitResult(failure, () -> Collections.disjoint(topics(), names));
    }

    /** What the broker has accepted takes effect later. */
    private static void awaitResult(String failure, Callable<Boolean> condition) {
        if (!Await.until(KafkaAdmin.TIMEOUT, condition)) {
            throw new LocalStackException(failure + " within " + KafkaAdmin.TIMEOUT.toSeconds() + " s");
        }
    }

    /** The names of all topics but Kafka's internal ones. */
    public Set<String> topics() {
        return request(
                "The topics could not be listed", admin -> admin.listTopics().names());
    }

    /**
     * Sends the records in their order and waits until the broker has stored all of them. They are taken one by one, so
     * that more of them can be sent than fit into memory.
     *
     * @throws LocalStackException if one of them is not stored; those before and after it may be
     */
    public void send(Iterable<ProducerRecord<byte[], byte[]>> records) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.BATCH_SIZE_CONFIG,
                128 * 1024,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                16 * 1024 * 1024,
                // With more, the first batch to a new topic can be rejected forever (KAFKA-15591).
                ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION,
                1,
                // On a busy machine, a killed broker restarts slowly.
                ProducerConfig.MAX_BLOCK_MS_CONFIG,
                BROKER_RECOVERY_TIMEOUT.toMillis(),
                ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG,
                Math.toIntExact(BROKER_RECOVERY_TIMEOUT.toMillis()));
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        try (Producer<byte[], byte[]> producer = producer(settings)) {
            for (ProducerRecord<byte[], byte[]> record : records) {
                producer.send(record, (stored, error) -> failure.compareAndSet(null, error));
                if (failure.get() != null) {
                    break;
                }
            }
            producer.flush();
        } catch (KafkaException e) {
            failure.compareAndSet(null, e);
        }
        Exception reason = failure.get();
        if (reason != null) {
            throw new LocalStackException("A record could not be sent: " + reason.getMessage(), reason);
        }
    }

    /**
     * A producer of records as they are, to be closed.
     *
     * @param settings besides the address of the broker
     */
    public Producer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** An administrative client, to be closed. */
    public Admin admin() {
        return KafkaAdmin.client(bootstrapServers());
    }

    /**
     * All records of the topic, from the beginning to the end that it has at the time of the call, without those of open
     * or aborted transactions. The records of a partition are in order.
     *
     * @throws LocalStackException if the topic does not exist or cannot be read
     */
    public List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (TopicReader reader = read(topic)) {
            reader.forEachRemaining(records::add);
        }
        return records;
    }

    /**
     * The same records one by one, for a topic that may hold more than fits into memory.
     *
     * @throws LocalStackException if the topic does not exist or cannot be read
     */
    public TopicReader read(String topic) {
        return new TopicReader(bootstrapServers(), topic);
    }

    /** @throws LocalStackException if the request fails; its message begins with the text */
    protected final <T> T request(String failure, Function<Admin, KafkaFuture<T>> request) {
        try (Admin admin = admin()) {
            return KafkaAdmin.await(failure, request.apply(admin));
        }
    }

    private static boolean isUsable(Admin admin, String topic) throws Exception {
        return admin.describeTopics(List.of(topic)).allTopicNames().get().values().stream()
                .flatMap(description -> description.partitions().stream())
                .allMatch(partition -> partition.leader() != null);
    }
}
