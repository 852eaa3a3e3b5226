package dev.orderpipeline.benchmark;

import dev.orderpipeline.local.process.DataFolder;
import dev.orderpipeline.quickstart.service.Stage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The baseline: how long PostgreSQL takes for the rows alone. {@code COPY} of the very rows that a stage has written to
 * its tables, into the same tables with their keys, over one connection and in one transaction.
 */
final class CopyBaseline {

    static final int REPETITIONS = 3;

    /** Tables before those that refer to them: hubs, links, satellites. Their names sort in that order. */
    private static final String TABLES = """
            SELECT table_schema || '.' || table_name
              FROM information_schema.tables
             WHERE table_schema = ? AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'flyway%'
             ORDER BY table_name
            """;

    private final DataSource database;

    /** @param database without running services; its tables are truncated and filled again */
    CopyBaseline(DataSource database) {
        this.database = database;
    }

    /** The seconds for all rows of a stage: the median of several runs. */
    double seconds(Stage stage) {
        try (DataFolder folder = new DataFolder(null);
                Connection connection = database.getConnection()) {
            JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            List<String> tables = jdbc.queryForList(TABLES, String.class, stage.schema());
            for (String table : tables) {
                try (OutputStream rows = Files.newOutputStream(folder.path().resolve(table))) {
                    copy.copyOut("COPY %s TO STDOUT (FORMAT binary)".formatted(table), rows);
                }
            }
            List<Double> seconds = new ArrayList<>();
            for (int repetition = 0; repetition < REPETITIONS; repetition++) {
                jdbc.execute("TRUNCATE " + String.join(", ", tables));
                jdbc.execute("CHECKPOINT");
                seconds.add(copy(connection, copy, tables, folder.path()));
            }
            return new Samples(seconds).median();
        } catch (SQLException e) {
            throw new IllegalStateException("COPY failed: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double copy(Connection connection, CopyManager copy, List<String> tables, Path folder)
            throws SQLException, IOException {
        long start = System.nanoTime();
        connection.setAutoCommit(false);
        for (String table : tables) {
            try (InputStream rows = Files.newInputStream(folder.resolve(table))) {
                copy.copyIn("COPY %s FROM STDIN (FORMAT binary)".formatted(table), rows);
            }
        }
        connection.commit();
        connection.setAutoCommit(true);
        return (System.nanoTime() - start) / 1e9;
    }
}
