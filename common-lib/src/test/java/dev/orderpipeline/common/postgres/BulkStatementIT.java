package dev.orderpipeline.common.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderpipeline.common.metrics.PipelineMetrics;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.SharedStack;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class BulkStatementIT {

    private record Row(String text, Long number, UUID id, BigDecimal amount, LocalDateTime time) {}

    private static final List<Column<Row, ?>> COLUMNS = List.of(
            Column.text(Row::text),
            Column.number(Row::number),
            Column.uuid(Row::id),
            Column.decimal(Row::amount),
            Column.timestamp(Row::time));

    private static final BulkStatement<Row> INSERT = new BulkStatement<>("rows", """
            INSERT INTO rows (text, number, id, amount, time, source)
            SELECT unnest(?::text[]), unnest(?::bigint[]), unnest(?::uuid[]), unnest(?::numeric[]), unnest(?::timestamp[]),
                ?::text
            """, COLUMNS);

    private static final MeterRegistry METERS = new SimpleMeterRegistry();

    private static Workspace workspace;
    private static HikariDataSource dataSource;
    private static JdbcTemplate jdbc;
    private static Database database;

    @BeforeAll
    static void connect() {
        workspace = Workspace.create(SharedStack.get());
        dataSource = TestPostgres.connect(workspace, "test", 2);
        jdbc = new JdbcTemplate(dataSource);
        database = new Database(jdbc, new PipelineMetrics(METERS, Clock.systemUTC()));
        jdbc.execute("""
                CREATE TABLE rows (position serial, text text, number bigint, id uuid, amount numeric(19, 5),
                    time timestamp, source text)
                """);
    }

    @AfterAll
    static void disconnect() {
        dataSource.close();
        workspace.close();
    }

    @BeforeEach
    void empty() {
        jdbc.execute("TRUNCATE rows");
    }

    @Test
    void textsAreStoredUnchanged() {
        List<String> texts = new ArrayList<>(List.of(
                "",
                " ",
                "plain",
                "it's",
                "say \"hello\"",
                "back\\slash",
                "\\",
                "\\\"",
                "a,b",
                "{a,b}",
                "{}",
                "NULL",
                "null",
                "\\N",
                "line\nbreak\ttab\r",
                "? ?? :name $1",
                "Рис с лимоном",
                "😀",
                "\u0001",
                "x".repeat(100_000)));
        texts.add(5, null);

        int written = INSERT.update(
                database,
                texts.stream()
                        .map(text -> new Row(text, null, null, null, null))
                        .toList(),
                "topic");

        assertThat(written).isEqualTo(texts.size());
        assertThat(jdbc.queryForList("SELECT text FROM rows ORDER BY position", String.class))
                .isEqualTo(texts);
    }

    @Test
    void valuesOfEveryTypeAreStoredUnchanged() {
        Row row = new Row(
                "text",
                Long.MIN_VALUE,
                UUID.fromString("7b345b0f-82ae-835a-f083-550bf7caaa95"),
                new BigDecimal("1E+2"),
                LocalDateTime.of(2023, 4, 8, 20, 27, 36, 123_456_000));
        Row nothing = new Row(null, null, null, null, null);
        Row extreme = new Row(
                "",
                Long.MAX_VALUE,
                new UUID(0, 0),
                new BigDecimal("-99999999999999.99999"),
                LocalDateTime.of(1, 1, 1, 0, 0));

        INSERT.update(database, List.of(row, nothing, extreme), "topic");

        assertThat(workspace.query("SELECT text, number, id, amount, time, source FROM rows ORDER BY position"))
                .containsExactly(
                        List.of(
                                "text",
                                "-9223372036854775808",
                                "7b345b0f-82ae-835a-f083-550bf7caaa95",
                                "100.00000",
                                "2023-04-08 20:27:36.123456",
                                "topic"),
                        Arrays.asList(null, null, null, null, null, "topic"),
                        List.of(
                                "",
                                "9223372036854775807",
                                "00000000-0000-0000-0000-000000000000",
                                "-99999999999999.99999",
                                "0001-01-01 00:00:00",
                                "topic"));
    }

    @Test
    void queryMapsReturnedRows() {
        BulkStatement<String> suffixed = new BulkStatement<>(
                "words",
                "SELECT word || suffix FROM unnest(?::text[]) AS word, CAST(? AS text) AS suffix",
                List.of(Column.text(text -> text)));

        assertThat(suffixed.query(database, List.of("a", "b"), (result, number) -> result.getString(1), "!"))
                .containsExactly("a!", "b!");
    }

    @Test
    void statementsAreTimedByTable() {
        BulkStatement<String> twice =
                new BulkStatement<>("some.table", "SELECT unnest(?::text[])", List.of(Column.text(text -> text)));

        twice.query(database, List.of("a"), (result, number) -> result.getString(1));
        twice.query(database, List.of("a"), (result, number) -> result.getString(1));

        assertThat(METERS.get("pipeline.table")
                        .tag("table", "some.table")
                        .timer()
                        .count())
                .isEqualTo(2);
    }

    @Test
    void noRowsExecuteNoStatement() {
        BulkStatement<String> broken = new BulkStatement<>("none", "no SQL at all", List.of());

        assertThat(broken.update(database, List.of())).isZero();
        assertThat(broken.query(database, List.of(), (result, number) -> result.getString(1)))
                .isEmpty();
    }

    @Test
    void unsupportedCharacterIsRejectedValue() {
        List<Row> rows = List.of(new Row("before\u0000after", 1L, null, null, null));

        assertThatThrownBy(() -> INSERT.update(database, rows, "topic"))
                .satisfies(failure ->
                        assertThat(DatabaseErrors.rejectedValue(failure)).isPresent());
    }

    @Test
    void numericOverflowIsRejectedValue() {
        List<Row> rows = List.of(new Row("text", 1L, null, new BigDecimal("1e14"), null));

        assertThatThrownBy(() -> INSERT.update(database, rows, "topic"))
                .satisfies(failure ->
                        assertThat(DatabaseErrors.rejectedValue(failure)).isPresent());
    }
}
