package dev.orderpipeline.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.local.postgres.LocalPostgres;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;

/** On a hub and a link to it. */
class StatementTimesIT {

    private static final String TABLES = """
            CREATE SCHEMA dds;
            CREATE TABLE dds.hub (pk int PRIMARY KEY);
            CREATE TABLE dds.link (pk int PRIMARY KEY REFERENCES dds.hub);
            """;

    @TempDir
    private Path folder;

    @Test
    void foreignKeyChecksAreCountedByTheTableLookedUp() {
        LocalPostgres postgres = new LocalPostgres(folder, 0, StatementTimes.SETTINGS);
        postgres.start();
        try {
            DataSource database = postgres.dataSource("postgres");
            JdbcTemplate jdbc = new JdbcTemplate(database);
            jdbc.execute(TABLES);
            jdbc.update("INSERT INTO dds.hub VALUES (0)");
            jdbc.update("INSERT INTO dds.link VALUES (0)");

            StatementTimes.reset(database);
            jdbc.update("INSERT INTO dds.hub SELECT generate_series(1, 10)");
            jdbc.update("INSERT INTO dds.link SELECT generate_series(1, 10)");

            StatementTimes times = StatementTimes.read(database, 5);
            assertThat(times.tables()).containsExactly("dds.hub", "dds.link");
            assertThat(times.checkedTables()).containsExactly("dds.hub");
            assertThat(times.checkCount("dds.hub")).isEqualTo(2);
            assertThat(times.checks("dds.hub")).isBetween(0.01, times.statements("dds.link"));

            StatementTimes.reset(database);
            jdbc.execute("COPY dds.hub TO PROGRAM 'cat'");
            jdbc.execute("TRUNCATE dds.hub, dds.link");
            assertThat(StatementTimes.read(database, 1).tables()).isEmpty();
        } finally {
            postgres.stop();
        }
    }
}
