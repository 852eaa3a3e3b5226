package dev.orderpipeline.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.generator.order.GeneratorSettings;
import dev.orderpipeline.generator.order.OrderGenerator;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.quickstart.check.ReportQuestions;
import dev.orderpipeline.quickstart.service.Installation;
import dev.orderpipeline.quickstart.service.SqlFile;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.testing.SharedStack;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The questions of reports, by the role that reads views and marts only. Their results over generated orders equal a plain
 * calculation from the messages and the reference data, in the folder {@code raw} of this package.
 */
class ReportsIT {

    private static final ReportQuestions QUESTIONS = new ReportQuestions(Installation.ofThisProgram());
    private static final LocalStack STACK = SharedStack.get();

    @TempDir
    private static Path logs;

    private static Workspace workspace;
    private static ReportRole role;
    private static JdbcClient owner;
    private static JdbcClient reader;

    @BeforeAll
    static void processOrdersAndCreateRole() {
        workspace = Workspace.create(STACK);
        OrderGenerator orders = new OrderGenerator(GeneratorSettings.defaults(400, 1));
        STACK.redis().set(orders.reference());
        List<TestedService> services = new ArrayList<>();
        for (Stage stage : Stage.values()) {
            workspace.createTopic(stage.sourceTopic(), 1);
        }
        try {
            for (Stage stage : Stage.values()) {
                services.add(TestedService.start(
                        stage, workspace.variables(stage.sourceTopic(), stage.destinationTopic()), logs));
            }
            STACK.kafka()
                    .send(orders.records()
                            .map(order -> new ProducerRecord<>(
                                    workspace.topic(Stage.STG.sourceTopic()), order.key(), order.value()))
                            .toList());
            for (Stage stage : Stage.values()) {
                await().atMost(Duration.ofMinutes(5)).until(() -> workspace.isDrained(stage.sourceTopic()));
            }
        } finally {
            services.forEach(service -> service.process().kill());
        }
        storeRawEvents(orders);
        workspace.execute("REVOKE CONNECT ON DATABASE %s FROM PUBLIC".formatted(workspace.database()));
        role = ReportRole.create(STACK, workspace);
        owner = JdbcClient.create(STACK.postgres().dataSource(workspace.database()));
        reader = JdbcClient.create(role.dataSource());
    }

    @AfterAll
    static void dropRole() {
        role.close();
        workspace.close();
    }

    @ParameterizedTest
    @MethodSource("questionsOfTheReader")
    void readerIsPermittedToRunTheQuestion(String question) {
        assertThat(answer(reader, QUESTIONS.sql(question))).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("questionsOfRawEvents")
    void resultEqualsThatOfTheRawEvents(String question) {
        assertThat(answer(reader, QUESTIONS.sql(question)))
                .usingRecursiveComparison()
                .withComparatorForType(BigDecimal::compareTo, BigDecimal.class)
                .isEqualTo(answer(owner, SqlFile.read(ReportsIT.class, "raw/" + question + ".sql")));
    }

    @Test
    void everyViewCanBeRead() {
        assertThat(owner.sql("""
                        SELECT relname FROM pg_class
                         WHERE relnamespace = 'dds'::regnamespace AND relkind = 'v'
                           AND NOT has_table_privilege('dwh_reader', oid, 'SELECT')
                        """).query(String.class).list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM dds.s_user_names",
                "SELECT * FROM cdm.order_ledger",
                "SELECT * FROM stg.order_events",
                "DELETE FROM cdm.user_product_counters",
                "CREATE TABLE dds.added (id INT)"
            })
    void readerIsDeniedEverythingElse(String statement) {
        assertThatThrownBy(() -> reader.sql("BEGIN READ WRITE; " + statement).update())
                .hasStackTraceContaining("permission denied");
    }

    @Test
    void statementsOfTheReaderTimeOut() {
        assertThat(reader.sql("SHOW statement_timeout").query(String.class).single())
                .isEqualTo("1min");
    }

    private static Stream<String> questionsOfTheReader() {
        return QUESTIONS.names().stream().filter(name -> !name.equals(ReportRole.NAME));
    }

    /** All but those that contain the time of the load. */
    private static Stream<String> questionsOfRawEvents() {
        return questionsOfTheReader().filter(name -> !name.equals("recently_loaded") && !name.equals("order_history"));
    }

    /** Parameters are those of a closed order. */
    private static List<Map<String, Object>> answer(JdbcClient jdbc, String sql) {
        Map<String, Object> order = owner.sql(
                        "SELECT order_id, user_id FROM raw.lines WHERE status = 'CLOSED' ORDER BY 1 LIMIT 1")
                .query()
                .singleRow();
        return jdbc.sql(sql).params(order).query().listOfRows();
    }

    private static void storeRawEvents(OrderGenerator orders) {
        workspace.execute(SqlFile.read(ReportsIT.class, "raw/tables.sql"));
        JdbcTemplate jdbc = new JdbcTemplate(STACK.postgres().dataSource(workspace.database()));
        jdbc.batchUpdate(
                "INSERT INTO raw.messages VALUES (?::json)",
                orders.records()
                        .filter(order -> order.expectedErrorCode() == null)
                        .map(order -> new Object[] {new String(order.value(), StandardCharsets.UTF_8)})
                        .toList());
        jdbc.batchUpdate(
                "INSERT INTO raw.reference_data VALUES (?, ?::json)",
                orders.reference().entrySet().stream()
                        .map(entry -> new Object[] {entry.getKey(), entry.getValue()})
                        .toList());
    }
}
