package dev.orderpipeline.common.kafka.topic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.health.KafkaDependency;
import dev.orderpipeline.common.kafka.KafkaClients;
import dev.orderpipeline.common.kafka.MissingTopicException;
import dev.orderpipeline.common.kafka.TestKafka;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.CapturedLog;
import dev.orderpipeline.testing.CapturedLog.Line;
import dev.orderpipeline.testing.SharedStack;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class TopicCheckIT {

    private static final LocalStack STACK = SharedStack.get();

    private static Workspace workspace;

    private String source;
    private String destination;
    private String deadLetters;

    @BeforeAll
    static void createWorkspace() {
        workspace = Workspace.create(STACK);
    }

    @AfterAll
    static void closeWorkspace() {
        workspace.close();
    }

    @BeforeEach
    void nameTopics(TestInfo test) {
        source = workspace.topic(test.getTestMethod().orElseThrow().getName());
        destination = source + ".out";
        deadLetters = source + ".dlq";
    }

    @Test
    void oneMessageNamesAllMissingTopics() {
        assertThatThrownBy(() -> check(false, false).check())
                .isInstanceOf(MissingTopicException.class)
                .hasMessageContaining(source + ", " + deadLetters + ", " + destination)
                .hasMessageContaining("KAFKA_CREATE_TOPICS");
        assertThat(STACK.kafka().topics()).doesNotContain(source, destination, deadLetters);
    }

    @Test
    void succeedsOnceTheTopicsExist() {
        TopicCheck check = check(false, false);
        STACK.kafka().createTopic(source, 1);
        STACK.kafka().createTopic(deadLetters, 1);
        assertThatThrownBy(check::check)
                .hasMessageContaining("missing topics: " + destination + ";")
                .hasMessageNotContaining(deadLetters);

        STACK.kafka().createTopic(destination, 1);

        assertThatCode(check::check).doesNotThrowAnyException();
    }

    @Test
    void createsItsOwnTopicsAndNeverItsSource() {
        assertThatThrownBy(() -> check(true, false).check())
                .isInstanceOf(MissingTopicException.class)
                .hasMessageContaining("missing topics: " + source + ";");

        assertThat(STACK.kafka().topics()).contains(destination, deadLetters).doesNotContain(source);
    }

    @Test
    void createdTopicsHaveExplicitRetentionPolicies() throws Exception {
        STACK.kafka().createTopic(source, 1);

        check(true, true).check();

        assertThat(configs(deadLetters))
                .containsEntry("retention.ms", "-1")
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("max.message.bytes", Integer.toString(KafkaClients.MAX_REQUEST_BYTES));
        assertThat(configs(destination)).containsEntry("cleanup.policy", "compact");
        assertThat(partitions(destination)).isEqualTo(3);
        assertThat(partitions(deadLetters)).isEqualTo(3);
    }

    @Test
    void otherDestinationsAreNotCompacted() throws Exception {
        STACK.kafka().createTopic(source, 1);

        check(true, false).check();

        assertThat(configs(destination)).containsEntry("cleanup.policy", "delete");
    }

    @Test
    void existingTopicsAreUnchanged() throws Exception {
        STACK.kafka().createTopic(source, 1);
        STACK.kafka().createTopic(destination, 1, Map.of("retention.ms", "1000"));

        check(true, true).check();

        assertThat(configs(destination))
                .containsEntry("cleanup.policy", "delete")
                .containsEntry("retention.ms", "1000");
        assertThat(partitions(destination)).isEqualTo(1);
        assertThat(partitions(deadLetters)).isEqualTo(3);
    }

    @Test
    void unsuitablePoliciesAreLoggedOnce() {
        STACK.kafka().createTopic(source, 1, Map.of("cleanup.policy", "compact", "max.message.bytes", "2000000"));
        STACK.kafka().createTopic(destination, 1);
        STACK.kafka()
                .createTopic(
                        deadLetters,
                        1,
                        Map.of(
                                "cleanup.policy",
                                "compact,delete",
                                "retention.ms",
                                "3600000",
                                "retention.bytes",
                                "5000"));
        TopicCheck check = check(true, true);

        try (CapturedLog log = new CapturedLog()) {
            check.check();
            check.check();

            assertThat(log.linesOf(TopicReview.class))
                    .extracting(Line::text)
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .startsWith("topic " + source + " (KAFKA_SOURCE_TOPIC) is compacted")
                                    .contains("cleanup.policy=delete"),
                            line -> assertThat(line)
                                    .startsWith("topic " + source
                                            + " (KAFKA_SOURCE_TOPIC) accepts messages of up to 2000000 bytes")
                                    .contains("processed has 1310720", "Set -Xmx131m in JDK_JAVA_OPTIONS"),
                            line -> assertThat(line)
                                    .startsWith("topic " + destination + " (KAFKA_DESTINATION_TOPIC) is not compacted")
                                    .contains("cleanup.policy=compact"),
                            line -> assertThat(line)
                                    .startsWith("topic " + deadLetters + " (KAFKA_DLQ_TOPIC) is compacted")
                                    .contains("cleanup.policy=delete"),
                            line -> assertThat(line)
                                    .contains(deadLetters, "retention.ms=3600000, 1 h, retention.bytes=5000")
                                    .contains("retention.ms=-1"),
                            line -> assertThat(line).contains(deadLetters, "max.message.bytes"));
        }
    }

    @Test
    void unexpectedCompactionIsLogged() {
        STACK.kafka().createTopic(source, 1);
        STACK.kafka().createTopic(destination, 1, Map.of("cleanup.policy", "compact"));

        try (CapturedLog log = new CapturedLog()) {
            check(true, false).check();

            assertThat(log.linesOf(TopicReview.class)).singleElement().satisfies(line -> assertThat(line.text())
                    .startsWith("topic " + destination + " (KAFKA_DESTINATION_TOPIC) is compacted: messages")
                    .contains("cleanup.policy=delete"));
        }
    }

    @Test
    void counterTopicWithRetentionIsLogged() {
        STACK.kafka().createTopic(source, 1);
        STACK.kafka()
                .createTopic(destination, 1, Map.of("cleanup.policy", "compact,delete", "retention.ms", "86400000"));

        try (CapturedLog log = new CapturedLog()) {
            check(true, true).check();

            assertThat(log.linesOf(TopicReview.class)).singleElement().satisfies(line -> assertThat(line.text())
                    .contains(destination, "retention.ms=86400000, 24 h", "cleanup.policy=compact, without delete"));
        }
    }

    @Test
    void suitableTopicsAreNotLogged() {
        STACK.kafka().createTopic(source, 1);

        try (CapturedLog log = new CapturedLog()) {
            check(true, true).check();
            check(true, true).check();

            assertThat(log.linesOf(TopicReview.class)).isEmpty();
        }
    }

    @Test
    void sourceTopicWithTooLargeRecordsIsLogged() {
        STACK.kafka().createTopic(source, 1);
        TopicSettings topics = TestKafka.topics(source, destination, true);
        MemoryBudget twoLoops = new MemoryBudget(80 << 20, 8 << 20, 2);

        try (CapturedLog log = new CapturedLog();
                KafkaClients clients = TestKafka.clients(topics, 10, twoLoops)) {
            new TopicCheck(clients, topics, true).check();

            assertThat(log.linesOf(TopicReview.class)).singleElement().satisfies(line -> assertThat(line.text())
                    .startsWith("topic " + source + " (KAFKA_SOURCE_TOPIC) accepts messages of up to 1048588 bytes")
                    .contains("processed has 655360", "Set -Xmx137m", "a lower CONCURRENCY than 2"));
        }
    }

    @Test
    void readinessReportsADeletedTopic() {
        STACK.kafka().createTopic(source, 1);
        check(true, false).check();
        TopicSettings topics = TestKafka.topics(source, destination, true);
        try (KafkaClients clients = TestKafka.clients(topics, 10)) {
            KafkaDependency kafka = new KafkaDependency(new TopicAccess(clients, topics));
            await().untilAsserted(() -> assertThatCode(kafka::check).doesNotThrowAnyException());

            STACK.kafka().deleteTopics(List.of(deadLetters));

            assertThatThrownBy(kafka::check)
                    .isInstanceOf(MissingTopicException.class)
                    .hasMessageContaining("missing topics: " + deadLetters + ";");
        }
    }

    private TopicCheck check(boolean create, boolean destinationCompacted) {
        TopicSettings topics = TestKafka.topics(source, destination, create);
        return new TopicCheck(TestKafka.clients(topics, 10), topics, destinationCompacted);
    }

    private Map<String, String> configs(String topic) throws Exception {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = admin()) {
            return admin.describeConfigs(List.of(resource)).all().get().get(resource).entries().stream()
                    .collect(Collectors.toMap(ConfigEntry::name, entry -> String.valueOf(entry.value())));
        }
    }

    private int partitions(String topic) throws Exception {
        try (Admin admin = admin()) {
            return admin.describeTopics(List.of(topic))
                    .topicNameValues()
                    .get(topic)
                    .get()
                    .partitions()
                    .size();
        }
    }

    private Admin admin() {
        return TestKafka.clients(TestKafka.topics(source, destination, false), 10)
                .consumerAdmin();
    }
}
