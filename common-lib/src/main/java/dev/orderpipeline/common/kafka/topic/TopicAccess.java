package dev.orderpipeline.common.kafka.topic;

import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.kafka.ConnectionCheck;
import dev.orderpipeline.common.kafka.KafkaClients;
import dev.orderpipeline.common.kafka.KafkaUser;
import dev.orderpipeline.common.kafka.MissingTopicException;
import dev.orderpipeline.common.kafka.RejectedUserException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Whether the brokers respond, and a batch could be consumed and produced: the topics exist, the consumer may read its
 * source, and the producer write to the others. Nothing is read or written for that.
 */
public final class TopicAccess {

    private final KafkaClients clients;
    private final TopicSettings topics;

    public TopicAccess(KafkaClients clients, TopicSettings topics) {
        this.clients = clients;
        this.topics = topics;
    }

    /**
     * Takes a few seconds if the brokers do not respond. May be called by several threads.
     *
     * @throws MissingTopicException naming the topics that are missing
     * @throws RejectedUserException if permission is denied to a user
     * @throws KafkaException if the brokers do not respond
     */
    public void check() {
        // Both requests are sent before the first response is awaited.
        TopicLookup source = send(KafkaUser.CONSUMER, AclOperation.READ, List.of(topics.source()));
        TopicLookup own =
                send(KafkaUser.PRODUCER, AclOperation.WRITE, List.of(topics.destination(), topics.deadLetters()));
        Set<String> missing = new TreeSet<>();
        missing.addAll(missing(KafkaUser.CONSUMER, source));
        missing.addAll(missing(KafkaUser.PRODUCER, own));
        if (!missing.isEmpty()) {
            throw new MissingTopicException(missing);
        }
    }

    private TopicLookup send(KafkaUser user, AclOperation right, List<String> names) {
        return TopicLookup.send(
                clients.sharedAdmin(user),
                right,
                names,
                new DescribeTopicsOptions().timeoutMs(Math.toIntExact(Timeouts.TOPIC_DESCRIPTION.toMillis())));
    }

    private Set<String> missing(KafkaUser user, TopicLookup lookup) {
        try {
            return lookup.missing();
        } catch (TimeoutException e) {
            throw new ConnectionCheck(clients, topics.source()).explain(e);
        } catch (KafkaException e) {
            throw user.explain(e);
        }
    }
}
