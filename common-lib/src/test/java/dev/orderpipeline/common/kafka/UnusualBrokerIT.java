package dev.orderpipeline.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.failure.Reason;
import dev.orderpipeline.common.kafka.topic.TopicAccess;
import dev.orderpipeline.common.kafka.topic.TopicCheck;
import dev.orderpipeline.common.kafka.topic.TopicReview;
import dev.orderpipeline.local.kafka.LocalKafka;
import dev.orderpipeline.testing.CapturedLog;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** A broker that compacts topics by default, and advertises addresses of which only one reaches it. */
@DisabledIfSystemProperty(named = "local.stack", matches = "containers", disabledReason = "one port is published alone")
class UnusualBrokerIT {

    private static final String HOST = "127.0.0.1";
    private static final Timeouts IMPATIENT =
            new Timeouts(Duration.ofSeconds(2), Timeouts.DEFAULT.produce(), Timeouts.DEFAULT.redis());

    private static int unresolvable;
    private static int refusing;
    private static int closedPort;
    private static LocalKafka kafka;

    @BeforeAll
    static void startBroker(@TempDir Path folder) throws IOException {
        int port = freePort();
        int controller = freePort();
        unresolvable = freePort();
        refusing = freePort();
        closedPort = freePort();
        Properties settings = new Properties();
        settings.put("log.cleanup.policy", "compact");
        settings.put("log.retention.bytes", "1000000");
        settings.put("controller.quorum.voters", "1@%s:%d".formatted(HOST, controller));
        settings.put(
                "listeners",
                "PLAINTEXT://%1$s:%2$d,CONTROLLER://%1$s:%3$d,UNRESOLVABLE://%1$s:%4$d,REFUSING://%1$s:%5$d"
                        .formatted(HOST, port, controller, unresolvable, refusing));
        settings.put(
                "advertised.listeners",
                "PLAINTEXT://%1$s:%2$d,UNRESOLVABLE://no-such-host.invalid:9092,REFUSING://%1$s:%3$d"
                        .formatted(HOST, port, closedPort));
        settings.put(
                "listener.security.protocol.map",
                "CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,UNRESOLVABLE:PLAINTEXT,REFUSING:PLAINTEXT");
        kafka = new LocalKafka(folder, port) {
            @Override
            protected Properties properties() {
                Properties properties = super.properties();
                properties.putAll(settings);
                return properties;
            }
        };
        kafka.start();
    }

    @AfterAll
    static void stopBroker() {
        kafka.stop();
    }

    @Test
    void createdTopicsDoNotInheritTheBrokersPolicy() {
        kafka.createTopic("orders", 1, Map.of("cleanup.policy", "delete"));
        TopicSettings topics = TestKafka.topics("orders", "orders.out", true);

        try (CapturedLog log = new CapturedLog()) {
            new TopicCheck(clients(kafka.bootstrapServers(), topics), topics, false).check();

            assertThat(log.linesOf(TopicReview.class)).isEmpty();
        }
        assertThat(setting("orders.out", "cleanup.policy")).isEqualTo("delete");
        assertThat(setting("orders.dlq", "cleanup.policy")).isEqualTo("delete");
        assertThat(setting("orders.dlq", "retention.ms")).isEqualTo("-1");
        assertThat(setting("orders.dlq", "retention.bytes")).isEqualTo("-1");
    }

    @Test
    void advertisedHostThatCannotBeResolvedIsNamed() {
        assertNamed(
                unresolvable,
                "broker 1 advertises the address no-such-host.invalid:9092, which can't be resolved from here: check"
                        + " advertised.listeners of the brokers");
    }

    @Test
    void advertisedPortThatRefusesConnectionsIsNamed() {
        assertNamed(
                refusing,
                "broker 1 advertises the address %s:%d, which refuses connections or is out of reach (Connection refused)"
                                .formatted(HOST, closedPort)
                        + " from here");
    }

    @Test
    void bootstrapServerThatRefusesConnectionsIsNamed() {
        assertNamed(
                closedPort,
                "no broker is reachable (%s:%d refuses connections or is out of reach (Connection refused)): check"
                                .formatted(HOST, closedPort)
                        + " KAFKA_BOOTSTRAP_SERVERS or KAFKA_HOST and KAFKA_PORT");
    }

    /** By the preparation, and by readiness. */
    private static void assertNamed(int port, String explanation) {
        kafka.createTopic("advertised", 1);
        TopicSettings topics = TestKafka.topics("advertised", "advertised.out", false);
        try (KafkaClients clients = clients(HOST + ":" + port, topics)) {
            for (Runnable check : List.<Runnable>of(
                    new TopicCheck(clients, topics, false)::check, new TopicAccess(clients, topics)::check)) {
                assertThatThrownBy(check::run).satisfies(failure -> assertThat(Reason.of(failure))
                        .startsWith("Kafka TimeoutException: ")
                        .contains(explanation));
            }
        }
    }

    private static KafkaClients clients(String bootstrapServers, TopicSettings topics) {
        return TestKafka.clients(bootstrapServers, topics, 10, IMPATIENT);
    }

    private static String setting(String topic, String name) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            Config config = Futures.await(
                            admin.describeConfigs(List.of(resource)).all())
                    .get(resource);
            return config.get(name).value();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
