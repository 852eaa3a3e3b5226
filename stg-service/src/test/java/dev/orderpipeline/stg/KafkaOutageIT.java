package dev.orderpipeline.stg;

import static dev.orderpipeline.stg.OutageStand.STACK;
import static dev.orderpipeline.stg.OutageStand.eventually;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.local.kafka.LocalKafka;
import dev.orderpipeline.stg.OutageStand.Action;
import dev.orderpipeline.testing.RunningService;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.GroupState;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.util.FileSystemUtils;

/** What can happen to Kafka, made to happen: the service waits and says so, goes on by itself, and loses nothing. */
@ExtendWith(OutputCaptureExtension.class)
class KafkaOutageIT {

    private static final LocalKafka KAFKA = STACK.kafka();

    private static OutageStand stand;
    private static Admin admin;

    /** What happens while a batch is in hand, and what readiness and the log say of it, a regular expression. */
    private enum Outage {
        BROKER_IS_KILLED(stand -> KAFKA.kill(), stand -> KAFKA.start(), "Kafka "),
        BROKER_IS_SILENT(
                stand -> KAFKA.freeze(), stand -> KAFKA.thaw(), "Expiring . record|no answer|Kafka TimeoutException"),
        DESTINATION_IS_DELETED(
                stand -> delete(stand.topic("enriched")),
                stand -> {
                    stand.createTopics();
                    stand.sendAllOrdersAgain();
                },
                "missing topics: \\S*enriched;"),
        DEAD_LETTER_TOPIC_IS_DELETED(
                stand -> delete(stand.topic("orders.dlq")),
                OutageStand::createTopics,
                "missing topics: \\S*orders.dlq;");

        private final Action begin;
        private final Action end;
        private final String reason;

        Outage(Action begin, Action end, String reason) {
            this.begin = begin;
            this.end = end;
            this.reason = reason;
        }
    }

    @BeforeAll
    static void startService() {
        OutageStand.loadReferenceData();
        stand = new OutageStand();
        stand.createTopics();
        stand.startService();
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, KAFKA.bootstrapServers()));
    }

    @AfterAll
    static void stopService() {
        admin.close();
        stand.close();
    }

    @BeforeEach
    void beginWhereAllIsWell() {
        KAFKA.start();
        stand.createTopics();
        stand.assertGoesOn();
    }

    @ParameterizedTest
    @EnumSource
    void withABatchInHand(Outage outage, CapturedOutput log) throws Exception {
        int before = log.getOut().length();
        stand.whileABatchIsInHand(outage.begin);
        try {
            stand.awaitWaiting(outage.reason);
            OutageStand.assertOneLinePerAttempt(log, before, outage.reason);
            assertThat(log.getOut().substring(before))
                    .containsPattern("with \\d records from \\S+orders-\\d@\\d+ to \\S+@\\d+: ");
        } finally {
            outage.end.on(stand);
        }

        stand.assertGoesOn();
        stand.assertPoisonIsADeadLetter();
    }

    @Test
    void downAtTheStart(CapturedOutput log) {
        stand.stopService();
        int before = log.getOut().length();
        KAFKA.stop();
        stand.startService();
        stand.awaitWaiting("Kafka ");
        OutageStand.assertOneLinePerAttempt(log, before, "Kafka ");

        KAFKA.start();

        stand.assertGoesOn();
    }

    @Test
    void noTopicsAtTheStart(CapturedOutput log) {
        try (OutageStand withoutTopics = new OutageStand()) {
            int before = log.getOut().length();
            withoutTopics.startService();
            String allMissing = "missing topics: \\S*.enriched, \\S*.orders, \\S*.orders.dlq;";
            withoutTopics.awaitWaiting(allMissing);
            OutageStand.assertOneLinePerAttempt(log, before, allMissing);

            withoutTopics.createTopics();

            withoutTopics.assertGoesOn();
        }
    }

    @Test
    void sourceTopicIsDeletedWhileThereIsNothingToDo(CapturedOutput log) throws Exception {
        int before = log.getOut().length();
        delete(stand.topic("orders"));
        stand.awaitWaiting("missing topics: \\S*.orders;");
        OutageStand.assertOneLinePerAttempt(log, before, "missing topics: \\S*.orders;");

        stand.createTopics();

        stand.assertGoesOn();
    }

    @Test
    void brokerComesBackWithoutItsDataWhileABatchIsInHand() throws Exception {
        stand.whileABatchIsInHand(happening -> {
            KAFKA.kill();
            FileSystemUtils.deleteRecursively(KAFKA.logFile().resolveSibling("data"));
            KAFKA.start();
            stand.createTopics();
            stand.sendAllOrdersAgain();
        });

        stand.assertGoesOn();
    }

    @Test
    void coordinatorForgetsTheOffsetsWhileABatchIsInHand() throws Exception {
        stand.whileABatchIsInHand(happening -> delete("__consumer_offsets"));

        stand.assertGoesOn();
    }

    @Test
    void recordsAreDeletedBeforeTheyWereConsumed(CapturedOutput log) throws Exception {
        stand.stopService();
        stand.send("deleted", "before", "anybody", "reads", "it");
        RecordsToDelete all = RecordsToDelete.beforeOffset(-1);
        admin.deleteRecords(stand.sourcePartitions().stream().collect(toMap(partition -> partition, partition -> all)))
                .all()
                .get();

        stand.startService();

        stand.assertGoesOn();
        assertThat(log.getOut())
                .containsPattern("ERROR .*The committed position is not in the topic any more: .*orders-\\d");
        assertThat(stand.get("/prometheus").body())
                .containsPattern("pipeline_offsets_out_of_range_total\\{.*} [12].0\n");
    }

    @Test
    void replicaThatJoinsGetsItsPartitionAfterTheBatchInHand() throws Exception {
        int handedOnBefore = stand.handedOn().size();
        RunningService[] replica = new RunningService[1];
        stand.whileABatchIsInHand(happening -> {
            replica[0] = stand.startReplica();
            eventually().until(() -> group().groupState() == GroupState.PREPARING_REBALANCE);
        });
        try {
            eventually().until(() -> group().members().stream()
                    .allMatch(member -> member.assignment().topicPartitions().size() == 1));

            stand.assertGoesOn();
            assertThat(stand.handedOn()).hasSize(handedOnBefore + 5);
        } finally {
            replica[0].close();
        }
    }

    private ConsumerGroupDescription group() throws Exception {
        return admin.describeConsumerGroups(List.of(stand.consumerGroup()))
                .all()
                .get()
                .get(stand.consumerGroup());
    }

    private static void delete(String topic) throws Exception {
        admin.deleteTopics(List.of(topic)).all().get();
        eventually().until(() -> !admin.listTopics().names().get().contains(topic));
    }
}
