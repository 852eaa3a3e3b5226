package dev.orderpipeline.cdm;

import static dev.orderpipeline.cdm.Reports.product;
import static dev.orderpipeline.cdm.Reports.report;
import static dev.orderpipeline.testing.Conditions.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.CapturedLog;
import dev.orderpipeline.testing.CapturedLog.Line;
import dev.orderpipeline.testing.Records;
import dev.orderpipeline.testing.RunningService;
import dev.orderpipeline.testing.SharedStack;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** Two replicas, of which one is removed from the group while its transaction hangs. */
@ParameterizedClass
@EnumSource(GroupProtocol.class)
class ZombieIT {

    private static final LocalStack STACK = SharedStack.get();
    private static final String SOUP = product(11, "Soup", 21);

    private final GroupProtocol protocol;

    private Workspace workspace;
    private JdbcTemplate jdbc;
    private RunningService one;
    private RunningService other;
    private CapturedLog log;

    ZombieIT(GroupProtocol protocol) {
        this.protocol = protocol;
    }

    @BeforeEach
    void startServices() {
        workspace = Workspace.create(STACK);
        workspace.createTopic("reports", 1);
        jdbc = new JdbcTemplate(STACK.postgres().dataSource(workspace.database()));
        one = startService();
        other = startService();
        one.awaitReady();
        other.awaitReady();
        log = new CapturedLog();
    }

    private RunningService startService() {
        Map<String, String> variables = workspace.variables("reports", "counters");
        variables.put("KAFKA_GROUP_PROTOCOL", protocol.name().toLowerCase(Locale.ROOT));
        return RunningService.start(CdmApplication.class, variables);
    }

    @AfterEach
    void stopServices() {
        log.close();
        one.close();
        other.close();
        workspace.close();
    }

    @Test
    void batchWrittenByBothReplicasCountsOnce() throws Exception {
        blockFirstTransaction();
        try (Connection connection =
                        STACK.postgres().dataSource(workspace.database()).getConnection();
                Statement lock = connection.createStatement()) {
            lock.execute("SELECT pg_advisory_lock(1)");
            send(report(101, 1, "CLOSED", "2023-04-01 10:00:00", SOUP));
            eventually().until(this::transactionHangs);

            removeZombie();
            eventually().until(() -> workspace.isDrained("reports"));
            assertThat(soups()).containsExactly(1);
            assertThat(transactionHangs()).isTrue();
        }

        eventually().until(this::zombieHasDroppedItsBatch);
        assertThat(soups()).containsExactly(1);
        send(report(102, 1, "CLOSED", "2023-04-01 10:00:00", SOUP));
        eventually().until(() -> workspace.isDrained("reports"));
        assertThat(soups()).containsExactly(2);
        assertThat(STACK.kafka().readAll(workspace.topic("reports.dlq"))).isEmpty();
    }

    /** The last line is of the protocol {@code consumer}: the removed replica was fetching its committed offsets. */
    private boolean zombieHasDroppedItsBatch() {
        return log.lines().stream()
                .map(Line::text)
                .anyMatch(line -> line.matches("(Offset commit rejected|Batch dropped before producing)"
                                + ", partitions were reassigned; the new owner reprocesses the batch")
                        || line.matches("Retrying in \\d+ ms: Kafka UnknownMemberIdException: .*"));
    }

    /** Sequences are not rolled back, so that one identifies the first transaction. */
    private void blockFirstTransaction() {
        jdbc.execute("CREATE SEQUENCE transactions");
        jdbc.execute("CREATE FUNCTION hang() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
                + " IF nextval('transactions') = 1 THEN PERFORM pg_advisory_xact_lock(1); END IF; RETURN NULL; END $$");
        jdbc.execute("CREATE TRIGGER hang BEFORE INSERT ON cdm.order_ledger EXECUTE FUNCTION hang()");
    }

    private boolean transactionHangs() {
        return jdbc.queryForObject(
                "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
                        + " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
                Boolean.class);
    }

    /** With the protocol {@code consumer}, again until the other replica is the owner: a removed one may rejoin first. */
    private void removeZombie() throws Exception {
        String groupId = workspace.consumerGroup("reports");
        try (Admin admin = STACK.kafka().admin()) {
            if (protocol == GroupProtocol.CLASSIC) {
                admin.removeMembersFromConsumerGroup(groupId, new RemoveMembersFromConsumerGroupOptions())
                        .all()
                        .get();
                return;
            }
            String zombie = admin.describeConsumerGroups(List.of(groupId)).all().get().get(groupId).members().stream()
                    .filter(member -> !member.assignment().topicPartitions().isEmpty())
                    .map(MemberDescription::consumerId)
                    .findFirst()
                    .orElseThrow();
            eventually().until(() -> {
                leave(groupId, zombie);
                return workspace.isDrained("reports");
            });
        }
    }

    /** The request of a member that leaves: an administrative one names all dynamic members, or none. */
    private static void leave(String groupId, String memberId) throws IOException {
        short version = 1;
        ConsumerGroupHeartbeatRequestData heartbeat = new ConsumerGroupHeartbeatRequestData()
                .setGroupId(groupId)
                .setMemberId(memberId)
                .setMemberEpoch(ConsumerGroupHeartbeatRequest.LEAVE_GROUP_MEMBER_EPOCH);
        ByteBuffer request = new ConsumerGroupHeartbeatRequest(heartbeat, version)
                .serializeWithHeader(new RequestHeader(ApiKeys.CONSUMER_GROUP_HEARTBEAT, version, memberId, 0));
        try (Socket connection = new Socket(STACK.kafka().host(), STACK.kafka().port())) {
            connection.setSoTimeout(10_000);
            DataOutputStream out = new DataOutputStream(connection.getOutputStream());
            out.writeInt(request.remaining());
            out.write(Utils.toArray(request));
            new DataInputStream(connection.getInputStream()).readInt();
        }
    }

    private List<Integer> soups() {
        return jdbc.queryForList("SELECT order_cnt FROM cdm.user_product_counters", Integer.class);
    }

    private void send(String... reports) {
        STACK.kafka().send(Records.of(workspace.topic("reports"), reports));
    }
}
