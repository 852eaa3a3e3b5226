package dev.orderpipeline.common.kafka;

import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.common.config.KafkaSettings;
import dev.orderpipeline.common.config.KafkaSettings.Credentials;
import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.config.Secret;
import dev.orderpipeline.common.config.TestKafkaSettings;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.kafka.topic.TopicCheck;
import dev.orderpipeline.common.kafka.topic.TopicReview;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.testing.CapturedLog;
import dev.orderpipeline.testing.CapturedLog.Line;
import dev.orderpipeline.testing.secured.LocalSecurity;
import dev.orderpipeline.testing.secured.LocalSecurity.User;
import dev.orderpipeline.testing.secured.SecuredKafka;
import dev.orderpipeline.testing.secured.SecuredStack;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Users without the right to read the policies of topics. */
class TopicReviewIT {

    private static SecuredStack stack;
    private static LocalSecurity users;

    @BeforeAll
    static void startStack() {
        stack = SecuredStack.start();
        users = stack.security();
    }

    @AfterAll
    static void stopStack() {
        stack.close();
    }

    @Test
    void policiesThatCannotBeReadAreReviewedByALaterCheck() {
        SecuredKafka kafka = stack.kafka();
        TopicSettings topics = TestKafka.topics("unread", "unread.out", false);
        kafka.createTopic(topics.source(), 1, Map.of("cleanup.policy", "compact"));
        kafka.createTopic(topics.destination(), 1);
        kafka.createTopic(topics.deadLetters(), 1, Map.of("retention.ms", "86400000"));
        kafka.allow(users.kafkaConsumer(), TOPIC, topics.source(), READ, DESCRIBE);
        kafka.allow(users.kafkaProducer(), TOPIC, topics.destination(), WRITE, DESCRIBE, DESCRIBE_CONFIGS);
        kafka.allow(users.kafkaProducer(), TOPIC, topics.deadLetters(), WRITE, DESCRIBE);

        try (KafkaClients clients = clients(topics);
                CapturedLog log = new CapturedLog(TopicReview.class)) {
            TopicCheck check = new TopicCheck(clients, topics, false);
            check.check();
            check.check();

            assertThat(texts(log))
                    .containsExactly(
                            "The policies of topic unread are not reviewed: permission denied for the consumer's user:"
                                    + " grant DescribeConfigs on the topic to KAFKA_CONSUMER_USERNAME",
                            "The policies of topic unread.dlq are not reviewed: permission denied for the producer's user:"
                                    + " grant DescribeConfigs on the topic to KAFKA_PRODUCER_USERNAME");

            kafka.allow(users.kafkaConsumer(), TOPIC, topics.source(), DESCRIBE_CONFIGS);
            kafka.allow(users.kafkaProducer(), TOPIC, topics.deadLetters(), DESCRIBE_CONFIGS);
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
                check.check();
                assertThat(texts(log))
                        .hasSize(4)
                        .anySatisfy(line -> assertThat(line).contains("(KAFKA_SOURCE_TOPIC) is compacted"))
                        .anySatisfy(line -> assertThat(line).contains("(KAFKA_DLQ_TOPIC) deletes dead letters"));
            });
            check.check();
            assertThat(texts(log)).hasSize(4);
        }
    }

    private static List<String> texts(CapturedLog log) {
        return log.linesOf(TopicReview.class).stream().map(Line::text).toList();
    }

    private static KafkaClients clients(TopicSettings topics) {
        KafkaSettings settings = TestKafkaSettings.secured(
                stack, credentials(users.kafkaConsumer()), credentials(users.kafkaProducer()), topics);
        return new KafkaClients(settings, Timeouts.DEFAULT, 10, MemoryBudget.ofThisProcess(1), "review");
    }

    private static Credentials credentials(User user) {
        return new Credentials(user.name(), Secret.of(user.password()));
    }
}
