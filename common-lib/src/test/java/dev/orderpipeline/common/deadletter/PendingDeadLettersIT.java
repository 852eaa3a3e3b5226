package dev.orderpipeline.common.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.kafka.KafkaClients;
import dev.orderpipeline.common.kafka.KafkaUser;
import dev.orderpipeline.common.kafka.TestKafka;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.SharedStack;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

class PendingDeadLettersIT {

    private static final LocalStack STACK = SharedStack.get();

    private static Workspace workspace;

    private TopicSettings topics;
    private KafkaClients clients;
    private PendingDeadLetters pending;

    @BeforeAll
    static void createWorkspace() {
        workspace = Workspace.create(STACK);
    }

    @AfterAll
    static void closeWorkspace() {
        workspace.close();
    }

    @BeforeEach
    void createClients(TestInfo test) {
        String source = workspace.topic(test.getTestMethod().orElseThrow().getName());
        topics = TestKafka.topics(source, source + ".out", false);
        clients = TestKafka.clients(topics, 10);
        pending = new PendingDeadLetters(clients, topics, Duration.ZERO);
    }

    @AfterEach
    void closeClients() {
        clients.close();
    }

    @Test
    void allAreCountedBeforeTheFirstCommit() {
        createTopic();
        sendThreeLetters();
        connect();

        awaitCount(3);
    }

    @Test
    void thoseAfterTheCommittedOffsetsAreCounted() throws Exception {
        createTopic();
        sendThreeLetters();
        connect();
        commit(Map.of(partition(0), 1L));
        awaitCount(2);

        commit(Map.of(partition(0), 2L, partition(1), 1L));
        awaitCount(0);
    }

    /** The topic was recreated, or records expired. */
    @Test
    void allAreCountedIfTheCommittedOffsetIsOutOfRange() throws Exception {
        createTopic();
        sendThreeLetters();
        connect();
        commit(Map.of(partition(0), 7L, partition(1), 1L));

        awaitCount(2);
    }

    @Test
    void missingTopicHasNoCount() {
        connect();

        for (int scrape = 0; scrape < 5; scrape++) {
            assertThat(pending.count()).isNaN();
        }
        createTopic();
        sendThreeLetters();
        awaitCount(3);
    }

    @Test
    void nothingIsRequestedBeforeTheBrokersWereReachable() {
        assertThat(pending.count()).isNaN();
        assertThat(clients.openedAdmin(KafkaUser.CONSUMER)).isEmpty();
    }

    @Test
    void requestsAreAnIntervalApart() {
        pending = new PendingDeadLetters(clients, topics, Duration.ofHours(1));
        createTopic();
        sendThreeLetters();
        connect();
        awaitCount(3);
        sendThreeLetters();

        assertThat(pending.count()).isEqualTo(3);
    }

    @Test
    void unreachableBrokersDelayNoScrape() {
        try (KafkaClients unreachable = TestKafka.clients("localhost:1", topics, 10, Timeouts.DEFAULT)) {
            unreachable.sharedAdmin(KafkaUser.CONSUMER);
            PendingDeadLetters unknown = new PendingDeadLetters(unreachable, topics, Duration.ZERO);

            long start = System.nanoTime();
            for (int scrape = 0; scrape < 5; scrape++) {
                assertThat(unknown.count()).isNaN();
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(1));
        }
    }

    /** As the loop and the readiness check do. */
    private void connect() {
        clients.sharedAdmin(KafkaUser.CONSUMER);
    }

    private void createTopic() {
        STACK.kafka().createTopic(topics.deadLetters(), 2);
    }

    private void sendThreeLetters() {
        TestKafka.send(topics.deadLetters(), 0, TestKafka.numbered("letter", 2));
        TestKafka.send(topics.deadLetters(), 1, TestKafka.numbered("letter", 1));
    }

    private TopicPartition partition(int number) {
        return new TopicPartition(topics.deadLetters(), number);
    }

    private void commit(Map<TopicPartition, Long> offsets) throws Exception {
        try (Admin admin = clients.consumerAdmin()) {
            admin.alterConsumerGroupOffsets(
                            DeadLetterTopic.group(topics),
                            offsets.entrySet().stream()
                                    .collect(Collectors.toMap(
                                            Map.Entry::getKey, offset -> new OffsetAndMetadata(offset.getValue()))))
                    .all()
                    .get();
        }
    }

    private void awaitCount(int count) {
        await().atMost(Duration.ofMinutes(1)).until(() -> pending.count() == count);
    }
}
