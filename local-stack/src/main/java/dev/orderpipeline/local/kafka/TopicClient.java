package dev.orderpipeline.local.kafka;

import dev.orderpipeline.local.process.Await;
import dev.orderpipeline.local.process.LocalStackException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Administers, fills and reads topics. Every call uses a connection of its own. */
final class TopicClient {

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration BROKER_RECOVERY_TIMEOUT = Duration.ofMinutes(5);
    private static final ConfigResource BROKER = new ConfigResource(ConfigResource.Type.BROKER, "1");
    private static final int SCRAM_ITERATIONS = 4_096;

    private final String bootstrapServers;

    @FunctionalInterface
    private interface Request<T> {

        T send(Admin admin) throws ExecutionException, TimeoutException;
    }

    TopicClient(String bootstrapServers) {
        this.bootstrapServers = bootstrapServers;
    }

    /** The number of available brokers; 0 if the request times out. */
    int brokerCount(Duration atMost) {
        try (Admin admin = admin()) {
            return await(admin.describeCluster().nodes(), atMost).size();
        } catch (ExecutionException | TimeoutException e) {
            return 0;
        }
    }

    void create(String name, int partitions, Map<String, String> configs) {
        short replicationFactor = 1;
        NewTopic topic = new NewTopic(name, partitions, replicationFactor).configs(configs);
        request("Topic " + name + " could not be created", admin -> {
            try {
                await(admin.createTopics(List.of(topic)).all(), LIMIT);
                return Await.until(LIMIT, () -> isKnown(admin, name));
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TopicExistsException) {
                    return true;
                }
                throw e;
            }
        });
    }

    void delete(List<String> names) {
        request("Topics could not be deleted", admin -> {
            await(admin.deleteTopics(names).all(), LIMIT);
            return Await.until(
                    LIMIT, () -> Collections.disjoint(await(admin.listTopics().names(), LIMIT), names));
        });
    }

    Set<String> topics() {
        return request(
                "The topics could not be listed",
                admin -> await(admin.listTopics().names(), LIMIT));
    }

    void send(Iterable<ProducerRecord<byte[], byte[]>> records) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.LINGER_MS_CONFIG,
                5,
                ProducerConfig.BATCH_SIZE_CONFIG,
                128 * 1024,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                16 * 1024 * 1024,
                // With more, the first batch to a new topic can be refused for ever (KAFKA-15591).
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
            throw failed("A record could not be sent", e);
        }
        if (failure.get() != null) {
            throw failed("A record could not be sent", failure.get());
        }
    }

    TopicReader read(String topic) {
        return new TopicReader(bootstrapServers, topic, LIMIT);
    }

    void configureBroker(Map<String, String> settings) {
        List<AlterConfigOp> changes = settings.entrySet().stream()
                .map(setting -> new AlterConfigOp(
                        new ConfigEntry(setting.getKey(), setting.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        request(
                "The broker could not be configured",
                admin -> await(
                        admin.incrementalAlterConfigs(Map.of(BROKER, changes)).all(), LIMIT));
    }

    void setPassword(String user, String password) {
        ScramCredentialInfo scram = new ScramCredentialInfo(ScramMechanism.SCRAM_SHA_512, SCRAM_ITERATIONS);
        UserScramCredentialUpsertion change = new UserScramCredentialUpsertion(user, scram, password);
        request(
                "The password of " + user + " could not be set",
                admin -> await(admin.alterUserScramCredentials(List.of(change)).all(), LIMIT));
    }

    void allow(String user, ResourceType type, String name, List<AclOperation> operations) {
        List<AclBinding> rights = operations.stream()
                .map(operation -> new AclBinding(
                        new ResourcePattern(type, name, PatternType.LITERAL),
                        new AccessControlEntry("User:" + user, "*", operation, AclPermissionType.ALLOW)))
                .toList();
        request(
                "The rights of " + user + " could not be set",
                admin -> await(admin.createAcls(rights).all(), LIMIT));
    }

    private <T> T request(String failure, Request<T> request) {
        try (Admin admin = admin()) {
            return request.send(admin);
        } catch (ExecutionException e) {
            throw failed(failure, Objects.requireNonNullElse(e.getCause(), e));
        } catch (TimeoutException e) {
            throw failed(failure, e);
        }
    }

    Producer<byte[], byte[]> producer(Map<String, Object> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        all.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    Admin admin() {
        return Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers));
    }

    private static boolean isKnown(Admin admin, String topic) throws ExecutionException, TimeoutException {
        return await(admin.describeTopics(List.of(topic)).allTopicNames(), LIMIT).values().stream()
                .flatMap(description -> description.partitions().stream())
                .allMatch(partition -> partition.leader() != null);
    }

    private static <T> T await(KafkaFuture<T> future, Duration atMost) throws ExecutionException, TimeoutException {
        try {
            return future.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LocalStackException("Interrupted while waiting for Kafka", e);
        }
    }

    private static LocalStackException failed(String what, Throwable why) {
        String reason = why instanceof TimeoutException ? "Kafka did not respond in time" : why.getMessage();
        return new LocalStackException(what + ": " + reason, why);
    }
}
