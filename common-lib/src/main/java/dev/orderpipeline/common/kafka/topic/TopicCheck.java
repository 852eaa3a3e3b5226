package dev.orderpipeline.common.kafka.topic;

import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.kafka.ConnectionCheck;
import dev.orderpipeline.common.kafka.Futures;
import dev.orderpipeline.common.kafka.KafkaClients;
import dev.orderpipeline.common.kafka.KafkaUser;
import dev.orderpipeline.common.kafka.MissingTopicException;
import dev.orderpipeline.common.kafka.RejectedUserException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Looks up the service's topics, and the rights to them, before anything is sent, because a producer's request for a missing
 * topic may make the broker create it. Creates the service's own topics with KAFKA_CREATE_TOPICS=true, never
 * its source.
 * Unsuitable policies of existing topics are logged, once; those that can't be read are read by a later check.
 */
public final class TopicCheck {

    private static final String UNLIMITED = "-1";

    private final KafkaClients clients;
    private final TopicSettings topics;
    private final boolean destinationCompacted;
    private final TopicReview review;

    public TopicCheck(KafkaClients clients, TopicSettings topics, boolean destinationCompacted) {
        this.clients = clients;
        this.topics = topics;
        this.destinationCompacted = destinationCompacted;
        this.review = new TopicReview(topics, destinationCompacted, clients.memory());
    }

    /**
     * Checks the topics, and creates missing ones if that is set. May be called again, and by several loops at once.
     *
     * @throws MissingTopicException naming the topics that are missing
     * @throws RejectedUserException if the consumer may not read, or the producer may not write
     * @throws KafkaException if the brokers do not respond
     */
    public void check() {
        Set<String> missing = new TreeSet<>();
        as(KafkaUser.CONSUMER, admin -> missing.addAll(missing(admin, AclOperation.READ, List.of(topics.source()))));
        as(KafkaUser.PRODUCER, admin -> {
            Set<String> missingOwn =
                    missing(admin, AclOperation.WRITE, List.of(topics.destination(), topics.deadLetters()));
            if (topics.create()) {
                create(admin, missingOwn);
            } else {
                missing.addAll(missingOwn);
            }
        });
        if (!missing.isEmpty()) {
            throw new MissingTopicException(missing);
        }
        reviewPolicies();
    }

    private void reviewPolicies() {
        synchronized (review) {
            if (!review.isComplete()) {
                as(KafkaUser.CONSUMER, admin -> review.read(admin, KafkaUser.CONSUMER));
                as(KafkaUser.PRODUCER, admin -> review.read(admin, KafkaUser.PRODUCER));
                review.log();
            }
        }
    }

    private void as(KafkaUser user, Consumer<Admin> work) {
        try (Admin admin = clients.admin(user)) {
            work.accept(admin);
        } catch (TimeoutException e) {
            throw new ConnectionCheck(clients, topics.source()).explain(e);
        } catch (KafkaException e) {
            throw user.explain(e);
        }
    }

    private static Set<String> missing(Admin admin, AclOperation right, List<String> names) {
        return TopicLookup.send(admin, right, names, new DescribeTopicsOptions())
                .missing();
    }

    private void create(Admin admin, Set<String> names) {
        List<NewTopic> created = names.stream().map(this::newTopic).toList();
        admin.createTopics(created).values().forEach((name, creation) -> {
            try {
                Futures.await(creation);
            } catch (TopicExistsException e) {
                // Created by another replica.
            }
        });
    }

    /** No policy is left to the broker's default: that may be to compact, which would lose records. */
    private NewTopic newTopic(String name) {
        NewTopic topic = new NewTopic(name, topics.partitions(), topics.replicationFactor());
        if (name.equals(topics.deadLetters())) {
            return topic.configs(Map.of(
                    TopicConfig.CLEANUP_POLICY_CONFIG,
                    TopicConfig.CLEANUP_POLICY_DELETE,
                    TopicConfig.RETENTION_MS_CONFIG,
                    UNLIMITED,
                    TopicConfig.RETENTION_BYTES_CONFIG,
                    UNLIMITED,
                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                    Integer.toString(KafkaClients.MAX_REQUEST_BYTES)));
        }
        return topic.configs(Map.of(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                destinationCompacted ? TopicConfig.CLEANUP_POLICY_COMPACT : TopicConfig.CLEANUP_POLICY_DELETE));
    }
}
