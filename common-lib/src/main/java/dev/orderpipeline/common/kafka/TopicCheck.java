package dev.orderpipeline.common.kafka;

import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Looks up the service's topics before anything is sent, because a producer that meets a missing topic may make the
 * broker create it by accident. Creates the service's own topics where it is told to, never its source.
 */
public final class TopicCheck {

    private final KafkaClients clients;
    private final TopicSettings topics;
    private final boolean destinationCompacted;

    public TopicCheck(KafkaClients clients, TopicSettings topics, boolean destinationCompacted) {
        this.clients = clients;
        this.topics = topics;
        this.destinationCompacted = destinationCompacted;
    }

    /**
     * Checks, and creates what is to be created. May be called again, and by several loops at once.
     *
     * @throws MissingTopicException naming the topics that are missing
     * @throws KafkaException if the brokers don't answer
     */
    public void check() {
        Set<String> missing = new TreeSet<>();
        try (Admin admin = clients.consumerAdmin()) {
            missing.addAll(missing(admin, List.of(topics.source())));
        } catch (KafkaException e) {
            throw KafkaUser.CONSUMER.explain(e);
        }
        try (Admin admin = clients.producerAdmin()) {
            Set<String> missingOwn = missing(admin, List.of(topics.destination(), topics.deadLetters()));
            if (topics.create()) {
                create(admin, missingOwn);
            } else {
                missing.addAll(missingOwn);
            }
        } catch (KafkaException e) {
            throw KafkaUser.PRODUCER.explain(e);
        }
        if (!missing.isEmpty()) {
            throw new MissingTopicException(missing);
        }
    }

    private static Set<String> missing(Admin admin, List<String> names) {
        Set<String> missing = new HashSet<>();
        Set<String> refused = new TreeSet<>();
        admin.describeTopics(names).topicNameValues().forEach((name, description) -> {
            try {
                await(description);
            } catch (UnknownTopicOrPartitionException e) {
                missing.add(name);
            } catch (TopicAuthorizationException e) {
                refused.add(name);
            }
        });
        if (!refused.isEmpty()) {
            throw new TopicAuthorizationException(refused);
        }
        return missing;
    }

    private void create(Admin admin, Set<String> names) {
        List<NewTopic> created = names.stream().map(this::newTopic).toList();
        admin.createTopics(created).values().forEach((name, creation) -> {
            try {
                await(creation);
            } catch (TopicExistsException e) {
                // Another replica was quicker.
            }
        });
    }

    private NewTopic newTopic(String name) {
        NewTopic topic = new NewTopic(name, topics.partitions(), topics.replicationFactor());
        if (name.equals(topics.deadLetters())) {
            return topic.configs(Map.of(
                    TopicConfig.RETENTION_MS_CONFIG,
                    "-1",
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    Integer.toString(KafkaClients.MAX_REQUEST_BYTES)));
        }
        return destinationCompacted
                ? topic.configs(Map.of(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT))
                : topic;
    }

    private static void await(KafkaFuture<?> answer) {
        try {
            answer.get();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException failure ? failure : new KafkaException(e.getCause());
        }
    }
}
