package dev.orderpipeline.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.common.config.KafkaSettings;
import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.config.TestKafkaSettings;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.failure.Reason;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.local.kafka.LocalKafka;
import dev.orderpipeline.testing.CapturedLog;
import dev.orderpipeline.testing.CapturedLog.Line;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.FeatureUpdate.UpgradeType;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The choice of the group protocol, with a broker whose feature {@code group.version} is changed. */
class GroupProtocolIT {

    private static final Duration POLL = Duration.ofMillis(200);

    private static LocalKafka kafka;

    @BeforeAll
    static void startBroker(@TempDir Path folder) {
        kafka = new LocalKafka(folder, 0);
        kafka.start();
    }

    @AfterAll
    static void stopBroker() {
        kafka.stop();
    }

    @Test
    void brokersWithTheFeatureGetTheProtocolConsumer() throws Exception {
        setFeature(1);

        try (CapturedLog log = new CapturedLog(GroupProtocolChoice.class);
                Member member = new Member("supported", Optional.empty())) {
            member.awaitPartitions();

            assertThat(type("supported")).isEqualTo(GroupType.CONSUMER);
            assertThat(log.linesOf(GroupProtocolChoice.class))
                    .extracting(Line::text)
                    .satisfiesExactly(
                            line -> assertThat(line)
                                    .isEqualTo("Group protocol consumer: the brokers have the feature group.version=1"),
                            line -> assertThat(line)
                                    .startsWith("Partitions of a killed replica are reassigned after 45 s; ")
                                    .contains("--entity-name supported.readers"));
        }
    }

    @Test
    void brokersWithoutTheFeatureGetTheProtocolClassic() throws Exception {
        setFeature(0);

        try (CapturedLog log = new CapturedLog(GroupProtocolChoice.class);
                Member member = new Member("older", Optional.empty())) {
            member.awaitPartitions();

            assertThat(type("older")).isEqualTo(GroupType.CLASSIC);
            assertThat(log.linesOf(GroupProtocolChoice.class))
                    .extracting(Line::text)
                    .singleElement()
                    .asString()
                    .startsWith("Group protocol classic: the protocol consumer needs the feature group.version=1");
        }
    }

    @Test
    void protocolThatTheBrokersLackIsNamed() throws Exception {
        setFeature(0);

        try (Member member = new Member("lacking", Optional.of(GroupProtocol.CONSUMER))) {
            assertThatThrownBy(member::awaitPartitions)
                    .isInstanceOf(KafkaException.class)
                    .satisfies(
                            failure -> assertThat(Reason.of(failure))
                                    .startsWith("Kafka UnsupportedVersionException: ")
                                    .endsWith(
                                            "set KAFKA_GROUP_PROTOCOL=classic, or finalize the brokers' feature group.version=1"));
        }
    }

    @Test
    void sessionTimeoutOfTheGroupIsLogged() throws Exception {
        setFeature(1);
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, "configured.readers");
        AlterConfigOp sixtySeconds =
                new AlterConfigOp(new ConfigEntry("consumer.session.timeout.ms", "60000"), AlterConfigOp.OpType.SET);
        try (Admin admin = kafka.admin()) {
            admin.incrementalAlterConfigs(Map.of(group, List.of(sixtySeconds)))
                    .all()
                    .get();
        }

        try (CapturedLog log = new CapturedLog(GroupProtocolChoice.class);
                Member member = new Member("configured", Optional.of(GroupProtocol.CONSUMER))) {
            member.awaitPartitions();

            assertThat(log.linesOf(GroupProtocolChoice.class))
                    .extracting(Line::text)
                    .singleElement()
                    .asString()
                    .startsWith("Partitions of a killed replica are reassigned after 60 s; ");
        }
    }

    private static void setFeature(int version) throws Exception {
        FeatureUpdate update =
                new FeatureUpdate((short) version, version == 0 ? UpgradeType.SAFE_DOWNGRADE : UpgradeType.UPGRADE);
        try (Admin admin = kafka.admin()) {
            short now = Optional.ofNullable(admin.describeFeatures()
                            .featureMetadata()
                            .get()
                            .finalizedFeatures()
                            .get("group.version"))
                    .map(range -> range.maxVersionLevel())
                    .orElse((short) 0);
            if (now != version) {
                admin.updateFeatures(Map.of("group.version", update), new UpdateFeaturesOptions())
                        .all()
                        .get();
            }
        }
    }

    private static GroupType type(String topic) throws Exception {
        try (Admin admin = kafka.admin()) {
            return admin.listGroups().all().get().stream()
                    .filter(group -> group.groupId().equals(topic + ".readers"))
                    .findFirst()
                    .flatMap(group -> group.type())
                    .orElseThrow();
        }
    }

    /** A source with a topic and a group of its own. */
    private static final class Member implements AutoCloseable, SourceListener {

        private final KafkaClients clients;
        private final RecordSource source;
        private boolean reported;

        private Member(String topic, Optional<GroupProtocol> protocol) {
            kafka.createTopic(topic, 1);
            TopicSettings topics = TestKafka.topics(topic, topic + ".out", false);
            KafkaSettings settings = TestKafkaSettings.plaintext(kafka.bootstrapServers(), protocol, topics);
            clients = new KafkaClients(settings, Timeouts.DEFAULT, 10, MemoryBudget.ofThisProcess(1), "test");
            source = new RecordSource(clients, topic, this);
        }

        private void awaitPartitions() {
            await().atMost(Duration.ofMinutes(1))
                    .pollDelay(Duration.ZERO)
                    .pollInSameThread()
                    .until(() -> {
                        source.poll(POLL, () -> {});
                        return reported;
                    });
        }

        @Override
        public void lag(TopicPartition partition, long records) {
            reported = true;
        }

        @Override
        public void revoked(TopicPartition partition) {}

        @Override
        public void outOfRange(int partitions) {}

        @Override
        public void close() {
            source.close();
            clients.close();
        }
    }
}
