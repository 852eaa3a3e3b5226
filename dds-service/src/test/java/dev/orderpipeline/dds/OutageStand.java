package dev.orderpipeline.dds;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.common.health.DependencyChecks;
import dev.orderpipeline.common.loop.BatchLoop;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.CapturedLog;
import dev.orderpipeline.testing.CapturedLog.Line;
import dev.orderpipeline.testing.RunningService;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ConditionFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/** A running service, the orders it is sent, and what it must do in every outage. */
final class OutageStand implements AutoCloseable {

    private static final int ORDERS_AT_ONCE = 5;
    private static final Pattern ATTEMPT = Pattern.compile("Waiting (\\d+) ms, then trying again(.*)");
    private static final int FIRST_PAUSE = 250;
    private static final int LONGEST_PAUSE = 10_000;

    private final Workspace workspace;
    private final RunningService service;
    private final CapturedLog log;
    private int sent;
    private int linesBefore;

    /** @param postgres the variables that say where PostgreSQL is, which need not run yet */
    OutageStand(Map<String, String> postgres) {
        workspace = Workspace.create(LocalStack.shared());
        workspace.createTopic("enriched", 1);
        Map<String, String> variables = workspace.variables("enriched", "reports");
        variables.putAll(postgres);
        service = RunningService.start(DdsApplication.class, variables);
        log = new CapturedLog();
    }

    void sendOrders() {
        linesBefore = lines().size();
        int first = sent + 1;
        sent += ORDERS_AT_ONCE;
        LocalStack.shared()
                .kafka()
                .send(IntStream.rangeClosed(first, sent)
                        .mapToObj(Orders::order)
                        .map(order ->
                                new ProducerRecord<byte[], byte[]>(workspace.topic("enriched"), order.getBytes(UTF_8)))
                        .toList());
    }

    /**
     * The service says why it waits, in one line for each attempt with growing pauses; it is alive, but not ready.
     *
     * @param where it will go on, as a regular expression
     * @param reason a regular expression
     */
    void waitsSayingWhy(String where, String reason) {
        eventually().until(() -> lines().size() > linesBefore);
        List<Line> lines = lines().stream().skip(linesBefore).toList();
        int pause = FIRST_PAUSE;
        for (Line line : lines) {
            assertThat(line.logger()).isEqualTo(BatchLoop.class.getName());
            assertThat(line.level()).isEqualTo("WARN");
            assertThat(line.stackTrace()).isFalse();
            Matcher attempt = ATTEMPT.matcher(line.text());
            assertThat(attempt.matches()).as(line.text()).isTrue();
            assertThat(attempt.group(2)).matches(where + ": .*(" + reason + ").*");
            assertThat(Integer.parseInt(attempt.group(1))).isEqualTo(pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE);
        }
        assertThat(service.get("/health").statusCode()).isEqualTo(200);
        HttpResponse<String> readiness = service.get("/health/readiness");
        assertThat(readiness.statusCode()).isEqualTo(503);
        assertThat(readiness.body())
                .containsPattern("\"loop\":\\{\"status\":\"DOWN\",\"reason\":\"[^}]*(" + reason + ")");
        assertThat(workspace.isDrained("enriched")).isFalse();
    }

    /** Of everybody but Kafka's clients, which have nothing to do with PostgreSQL, and readiness, which is asked here. */
    private List<Line> lines() {
        return log.lines().stream()
                .filter(line -> !line.logger().startsWith("org.apache.kafka"))
                .filter(line -> !line.logger().equals(DependencyChecks.class.getName()))
                .toList();
    }

    /** The place of a batch of orders, as a regular expression. */
    String place() {
        String offset = workspace.topic("enriched") + "-0@\\d+";
        return " with \\d records from " + offset + " to " + offset;
    }

    /** Every order that was sent is in the vault and was reported once; there is no dead letter. */
    void everythingWentOn(DataSource dataSource) {
        eventually().until(() -> workspace.isDrained("enriched"));
        eventually().until(() -> service.get("/health/readiness").statusCode() == 200);
        JdbcTemplate jdbc = new JdbcTemplate(dataSource);
        List<String> keys = IntStream.rangeClosed(1, sent)
                .mapToObj(id -> new HashKeys().of(Integer.toString(id)).toString())
                .toList();
        assertThat(jdbc.queryForList("SELECT h_order_pk::text FROM dds.h_order", String.class))
                .containsExactlyInAnyOrderElementsOf(keys);
        assertThat(jdbc.queryForList("SELECT h_order_pk::text FROM dds.s_order_status", String.class))
                .containsExactlyInAnyOrderElementsOf(keys);
        assertThat(LocalStack.shared().kafka().readAll(workspace.topic("reports")))
                .extracting(
                        report -> new String(report.value(), UTF_8).replaceFirst(".*?\"object_id\":\"(.*?)\".*", "$1"))
                .containsExactlyElementsOf(keys);
        assertThat(LocalStack.shared().kafka().readAll(workspace.topic("enriched.dlq")))
                .isEmpty();
    }

    @Override
    public void close() {
        log.close();
        service.close();
        workspace.close();
    }

    static ConditionFactory eventually() {
        return await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(20));
    }
}
