package dev.orderpipeline.common.kafka.topic;

import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.kafka.Futures;
import dev.orderpipeline.common.kafka.KafkaUser;
import dev.orderpipeline.common.memory.MemoryBudget;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects policies of the service's topics by which records are lost, rejected or not processed, and logs what to change,
 * each finding once. Used by one thread at a time.
 */
public final class TopicReview {

    private static final Logger LOG = LoggerFactory.getLogger(TopicReview.class);

    private static final long UNLIMITED = -1;

    private final TopicSettings topics;
    private final boolean destinationCompacted;
    private final MemoryBudget memory;
    private final Map<String, Config> configs = new HashMap<>();
    private final Set<String> unread = new HashSet<>();
    private final Set<String> logged = new HashSet<>();

    /** @param memory by which the largest record is bounded */
    TopicReview(TopicSettings topics, boolean destinationCompacted, MemoryBudget memory) {
        this.topics = topics;
        this.destinationCompacted = destinationCompacted;
        this.memory = memory;
    }

    /** Whether the policies of all topics have been read. */
    boolean isComplete() {
        return configs.keySet().containsAll(List.of(topics.source(), topics.destination(), topics.deadLetters()));
    }

    /** Reads the policies of the user's topics, except for those read before. */
    void read(Admin admin, KafkaUser user) {
        List<String> names = user == KafkaUser.CONSUMER
                ? List.of(topics.source())
                : List.of(topics.destination(), topics.deadLetters());
        List<ConfigResource> resources = names.stream()
                .filter(name -> !configs.containsKey(name))
                .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
                .toList();
        admin.describeConfigs(resources).values().forEach((resource, config) -> {
            try {
                configs.put(resource.name(), Futures.await(config));
            } catch (InterruptException e) {
                throw e;
            } catch (KafkaException e) {
                logUnread(resource.name(), user, e);
            }
        });
    }

    private void logUnread(String topic, KafkaUser user, KafkaException failure) {
        if (!unread.add(topic)) {
            LOG.debug("The policies of topic {} can't be read", topic, failure);
        } else if (failure instanceof AuthorizationException) {
            LOG.info(
                    "The policies of topic {} are not reviewed: permission denied for the {}'s user: grant DescribeConfigs on"
                            + " the topic to {}",
                    topic,
                    user.role(),
                    user.variable("USERNAME"));
        } else {
            LOG.info(
                    "The policies of topic {} could not be read, they are reviewed with the next check: {}",
                    topic,
                    failure.getMessage());
        }
    }

    /** Logs new findings. */
    void log() {
        findings().stream().filter(logged::add).forEach(LOG::warn);
    }

    private List<String> findings() {
        List<String> findings = new ArrayList<>();
        Config source = configs.get(topics.source());
        if (source != null && isCompacted(source)) {
            findings.add(
                    ("topic %s (KAFKA_SOURCE_TOPIC) is compacted: of records with one key only the newest is sure to be"
                                    + " consumed, and records without a key are rejected. Set its cleanup.policy=delete")
                            .formatted(topics.source()));
        }
        if (source != null && maxMessageBytes(source) > memory.recordBytes()) {
            findings.add(
                    ("topic %s (KAFKA_SOURCE_TOPIC) accepts messages of up to %d bytes, but the largest record that is processed has %d:"
                                    + " larger ones become dead letters. %s")
                            .formatted(
                                    topics.source(),
                                    maxMessageBytes(source),
                                    memory.recordBytes(),
                                    memory.remedy(maxMessageBytes(source))));
        }
        Config destination = configs.get(topics.destination());
        if (destination != null) {
            addOfDestination(findings, destination);
        }
        Config deadLetters = configs.get(topics.deadLetters());
        if (deadLetters != null) {
            addOfDeadLetters(findings, deadLetters, source);
        }
        return findings;
    }

    private void addOfDestination(List<String> findings, Config config) {
        String topic = "topic %s (KAFKA_DESTINATION_TOPIC)".formatted(topics.destination());
        if (destinationCompacted && !isCompacted(config)) {
            findings.add(
                    "%s is not compacted: it does not keep the newest value of each key alone. Set its".formatted(topic)
                            + " cleanup.policy=compact");
        } else if (destinationCompacted && isDeleted(config) && isLimited(config)) {
            findings.add(
                    "%s also deletes the newest value of a key (%s). Set its cleanup.policy=compact, without delete"
                            .formatted(topic, retention(config)));
        } else if (!destinationCompacted && isCompacted(config)) {
            findings.add(
                    ("%s is compacted: messages that the next service has not consumed yet may be dropped for newer ones"
                                    + " with their key. Set its cleanup.policy=delete")
                            .formatted(topic));
        }
    }

    private void addOfDeadLetters(List<String> findings, Config config, @Nullable Config source) {
        String topic = "topic %s (KAFKA_DLQ_TOPIC)".formatted(topics.deadLetters());
        if (isCompacted(config)) {
            findings.add(
                    ("%s is compacted: a dead letter without a key is rejected, and its partition is retried; of those"
                                    + " with one key only the newest is kept. Set its cleanup.policy=delete")
                            .formatted(topic));
        }
        if (isDeleted(config) && isLimited(config)) {
            findings.add("%s deletes dead letters (%s). Set its retention.ms=-1 and retention.bytes=-1"
                    .formatted(topic, retention(config)));
        }
        if (source != null && maxMessageBytes(config) < maxMessageBytes(source)) {
            findings.add(
                    ("%s accepts messages of up to %d bytes, the source topic of up to %d: larger dead letters lose their value. Raise its"
                                    + " max.message.bytes")
                            .formatted(topic, maxMessageBytes(config), maxMessageBytes(source)));
        }
    }

    private static boolean isCompacted(Config config) {
        return text(config, TopicConfig.CLEANUP_POLICY_CONFIG).contains(TopicConfig.CLEANUP_POLICY_COMPACT);
    }

    private static boolean isDeleted(Config config) {
        return text(config, TopicConfig.CLEANUP_POLICY_CONFIG).contains(TopicConfig.CLEANUP_POLICY_DELETE);
    }

    private static boolean isLimited(Config config) {
        return number(config, TopicConfig.RETENTION_MS_CONFIG) != UNLIMITED
                || number(config, TopicConfig.RETENTION_BYTES_CONFIG) != UNLIMITED;
    }

    private static String retention(Config config) {
        long milliseconds = number(config, TopicConfig.RETENTION_MS_CONFIG);
        long bytes = number(config, TopicConfig.RETENTION_BYTES_CONFIG);
        String time =
                milliseconds == UNLIMITED ? "" : "retention.ms=%d, %s".formatted(milliseconds, hours(milliseconds));
        String size = bytes == UNLIMITED ? "" : "retention.bytes=%d".formatted(bytes);
        return time.isEmpty() || size.isEmpty() ? time + size : time + ", " + size;
    }

    private static String hours(long milliseconds) {
        return Duration.ofMillis(milliseconds).toHours() + " h";
    }

    private static long maxMessageBytes(Config config) {
        return number(config, TopicConfig.MAX_MESSAGE_BYTES_CONFIG);
    }

    private static long number(Config config, String name) {
        return Long.parseLong(text(config, name));
    }

    private static String text(Config config, String name) {
        ConfigEntry entry = config.get(name);
        return entry == null || entry.value() == null ? "-1" : entry.value();
    }
}
