package dev.orderpipeline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.security.auth.module.UnixSystem;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.process.ChildProcess;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.testing.Programs;
import dev.orderpipeline.testing.SharedStack;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Replicas of the services behind PgBouncer in transaction mode, all of them on two sessions of PostgreSQL. Needs a
 * {@code pgbouncer} on the PATH, and is skipped without.
 */
class PoolerIT {

    private static final int ORDERS = 200;

    @TempDir
    private Path folder;

    private final List<TestedService> services = new ArrayList<>();
    private ChildProcess pooler;
    private LocalStack stack;
    private Workspace workspace;
    private int poolerPort;

    @BeforeEach
    void startPooler() throws IOException {
        Programs.assumeOnPath("pgbouncer", "pgbouncer");
        stack = SharedStack.get();
        workspace = Workspace.create(stack);
        poolerPort = freePort();
        Path settings = Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                * = host=%s port=%d user=%s

                [pgbouncer]
                listen_addr = %1$s
                listen_port = %4$d
                unix_socket_dir =
                auth_type = any
                pool_mode = transaction
                default_pool_size = 2
                """.formatted(
                        stack.postgres().host(),
                        stack.postgres().port(),
                        stack.postgres().user(),
                        poolerPort));
        List<String> command = new ArrayList<>();
        if (new UnixSystem().getUid() == 0) {
            // It does not run as root; in a user namespace of its own, root is nobody.
            command.addAll(List.of("unshare", "--user"));
        }
        command.addAll(List.of("pgbouncer", settings.toString()));
        pooler = ChildProcess.start("pgbouncer", command, Map.of(), folder.resolve("pgbouncer.log"));
    }

    @AfterEach
    void stop() {
        services.forEach(service -> service.process().kill());
        if (pooler != null) {
            pooler.kill();
            workspace.close();
        }
    }

    @Test
    void replicasOnTwoSessionsMigrateAndWriteAll() {
        stack.redis()
                .set(
                        Map.of(
                                "u",
                                "{\"name\": \"Anna\", \"login\": \"anna\"}",
                                "r",
                                "{\"name\": \"R\", \"menu\": [{\"_id\": \"soup\", \"name\": \"Soup\", \"category\": \"Soups\"}]}"));
        Stream.of(Stage.values()).forEach(stage -> workspace.createTopic(stage.sourceTopic(), 2));
        for (int replica = 0; replica < 2; replica++) {
            start(Stage.STG);
            start(Stage.CDM);
        }
        start(Stage.DDS);
        stack.kafka()
                .send(IntStream.range(0, ORDERS)
                        .mapToObj(order -> new ProducerRecord<byte[], byte[]>(
                                workspace.topic(Stage.STG.sourceTopic()), order % 2, null, order(order)))
                        .toList());

        await().atMost(Duration.ofMinutes(10)).ignoreExceptions().untilAsserted(() -> assertThat(
                        workspace.query("SELECT order_cnt FROM cdm.user_product_counters"))
                .containsExactly(List.of(Integer.toString(ORDERS))));
        assertThat(workspace.query("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND application_name LIKE '%-service'"))
                .allSatisfy(count -> assertThat(Integer.parseInt(count.get(0))).isBetween(1, 2));
        services.forEach(service -> service.process().requireAlive());
        assertThat(services).noneMatch(service -> service.log().contains("prepared statement"));
    }

    private void start(Stage stage) {
        Map<String, String> variables = workspace.variables(stage.sourceTopic(), stage.destinationTopic());
        variables.put("PG_PORT", Integer.toString(poolerPort));
        variables.put("BATCH_SIZE", "20");
        services.add(TestedService.start(stage, variables, folder));
    }

    private static byte[] order(int number) {
        return """
                {"object_id": %d, "object_type": "order", "sent_dttm": "2023-04-08 20:00:00", "payload": {
                 "restaurant": {"id": "r"}, "date": "2023-04-01 20:45:43", "user": {"id": "u"},
                 "order_items": [{"id": "soup", "name": "Soup", "price": 10, "quantity": 1}],
                 "cost": 10, "payment": 10, "final_status": "CLOSED"}}""".formatted(number).getBytes(UTF_8);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
