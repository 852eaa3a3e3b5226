package dev.orderpipeline.stg;

import static dev.orderpipeline.stg.StgOutage.STACK;
import static dev.orderpipeline.testing.Conditions.eventually;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.local.kafka.LocalKafka;
import dev.orderpipeline.stg.StgOutage.Action;
import dev.orderpipeline.testing.OutageLog;
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

/** Outages of Kafka: the service retries with a reason, recovers by itself, and loses no order. */
@ExtendWith(OutputCaptureExtension.class)
class KafkaOutageIT {

    private static final LocalKafka KAFKA = STACK.kafka();

    private static StgOutage outage;
    private static Admin admin;

    /** A fault while a batch is in flight, and the reason in readiness and log, a regular expression. */
    private enum Fault {
        BROKER_KILLED(outage -> KAFKA.kill(), outage -> KAFKA.start(), "Kafka "),
        BROKER_UNRESPONSIVE(
                outage -> KAFKA.freeze(),
                outage -> KAFKA.thaw(),
                "Expiring . record|no response|Kafka TimeoutException"),
        DESTINATION_DELETED(
                outage -> delete(outage.topic("enriched")),
                outage -> {
                    outage.createTopics();
                    outage.sendAllOrdersAgain();
                },
                "missing topics: \\S*enriched;"),
        DEAD_LETTER_TOPIC_DELETED(
                outage -> delete(outage.topic("orders.dlq")),
                StgOutage::createTopics,
                "missing topics: \\S*orders.dlq;");

        private final Action begin;
        private final Action end;
        private final String reason;

        Fault(Action begin, Action end, String reason) {
            this.begin = begin;
            this.end = end;
            this.reason = reason;
        }
    }

    @BeforeAll
    static void startService() {
        StgOutage.loadReferenceData();
        outage = new StgOutage();
        outage.createTopics();
        outage.startService();
        admin = Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, KAFKA.bootstrapServers()));
    }

    @AfterAll
    static void stopService() {
        admin.close();
        outage.close();
    }

    @BeforeEach
    void recover() {
        KAFKA.start();
        outage.createTopics();
        outage.assertRecovered();
    }

    @ParameterizedTest
    @EnumSource
    void batchInFlightIsRetriedUntilTheFaultEnds(Fault fault, CapturedOutput output) throws Exception {
        OutageLog log = StgOutage.logFromNow(output);
        outage.whileBatchIsInFlight(fault.begin);
        try {
            outage.awaitRetrying(fault.reason);
            log.assertOneLinePerAttempt(fault.reason);
            assertThat(log.text()).containsPattern(StgOutage.BATCH);
        } finally {
            fault.end.on(outage);
        }

        outage.assertRecovered();
        outage.assertInvalidRecordIsDeadLetter();
    }

    @Test
    void brokerDownAtStartIsRetried(CapturedOutput output) {
        outage.stopService();
        OutageLog log = StgOutage.logFromNow(output);
        KAFKA.stop();
        outage.startService();
        outage.awaitRetrying("Kafka ");
        log.assertOneLinePerAttempt("Kafka ");

        KAFKA.start();

        outage.assertRecovered();
    }

    @Test
    void topicsMissingAtStartAreRetried(CapturedOutput output) {
        try (StgOutage withoutTopics = new StgOutage()) {
            OutageLog log = StgOutage.logFromNow(output);
            withoutTopics.startService();
            String allMissing = "missing topics: \\S*.enriched, \\S*.orders, \\S*.orders.dlq;";
            withoutTopics.awaitRetrying(allMissing);
            log.assertOneLinePerAttempt(allMissing);

            withoutTopics.createTopics();

            withoutTopics.assertRecovered();
        }
    }

    @Test
    void sourceTopicDeletedWhileIdleIsReported(CapturedOutput output) throws Exception {
        OutageLog log = StgOutage.logFromNow(output);
        delete(outage.topic("orders"));
        outage.awaitRetrying("missing topics: \\S*.orders;");
        log.assertOneLinePerAttempt("missing topics: \\S*.orders;");

        outage.createTopics();

        outage.assertRecovered();
    }

    @Test
    void serviceRecoversFromABrokerWithoutItsData() throws Exception {
        outage.whileBatchIsInFlight(ignored -> {
            KAFKA.kill();
            FileSystemUtils.deleteRecursively(KAFKA.logFile().resolveSibling("data"));
            KAFKA.start();
            outage.createTopics();
            outage.sendAllOrdersAgain();
        });

        outage.assertRecovered();
    }

    @Test
    void serviceRecoversFromLostOffsets() throws Exception {
        outage.whileBatchIsInFlight(ignored -> delete("__consumer_offsets"));

        outage.assertRecovered();
    }

    @Test
    void offsetsOutOfRangeAreReset(CapturedOutput output) throws Exception {
        outage.stopService();
        outage.send("deleted", "before", "they", "are", "consumed");
        RecordsToDelete all = RecordsToDelete.beforeOffset(-1);
        admin.deleteRecords(outage.sourcePartitions().stream().collect(toMap(partition -> partition, partition -> all)))
                .all()
                .get();

        outage.startService();

        outage.assertRecovered();
        assertThat(output.getOut()).containsPattern("ERROR .*Committed offset out of range for .*orders-\\d");
        assertThat(outage.service().get("/prometheus").body())
                .containsPattern("pipeline_offsets_out_of_range_total\\{.*} [12].0\n");
    }

    @Test
    void batchInFlightIsCommittedBeforeRevocation() throws Exception {
        int producedBefore = outage.produced().size();
        RunningService[] replica = new RunningService[1];
        outage.whileBatchIsInFlight(ignored -> {
            replica[0] = outage.startReplica();
            eventually().until(() -> group().groupState() == GroupState.PREPARING_REBALANCE);
        });
        try {
            eventually().until(() -> group().members().stream()
                    .allMatch(member -> member.assignment().topicPartitions().size() == 1));

            outage.assertRecovered();
            assertThat(outage.produced()).hasSize(producedBefore + 5);
        } finally {
            replica[0].close();
        }
    }

    private ConsumerGroupDescription group() throws Exception {
        return admin.describeConsumerGroups(List.of(outage.consumerGroup()))
                .all()
                .get()
                .get(outage.consumerGroup());
    }

    private static void delete(String topic) throws Exception {
        admin.deleteTopics(List.of(topic)).all().get();
        eventually().until(() -> !admin.listTopics().names().get().contains(topic));
    }
}
