package dev.orderpipeline.common.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.SharedStack;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;

/** A statement that waits for a lock that is not released, with timeouts shorter than the real ones. */
class HangingStatementIT {

    private static final LocalStack STACK = SharedStack.get();

    private Workspace workspace;
    private HikariDataSource dataSource;
    private JdbcTemplate template;
    private Connection lock;

    @BeforeEach
    void lockTable() throws SQLException {
        workspace = Workspace.create(STACK);
        dataSource = TestPostgres.connect(workspace, "hanging", 1);
        template = new JdbcTemplate(dataSource);
        lock = STACK.postgres().dataSource(workspace.database()).getConnection();
        lock.createStatement().execute("CREATE TABLE numbers (number int)");
        lock.setAutoCommit(false);
        lock.createStatement().execute("LOCK TABLE numbers");
    }

    @AfterEach
    void close() throws SQLException {
        lock.close();
        dataSource.close();
        workspace.close();
    }

    @Test
    void timedOutStatementIsCancelledOnServer() {
        template.execute("SELECT 1");
        template.setQueryTimeout(3);

        assertThatThrownBy(() -> template.execute("INSERT INTO numbers VALUES (1)"))
                .isInstanceOf(QueryTimeoutException.class);

        await().atMost(Duration.ofMinutes(1)).until(() -> workspace
                .query("SELECT FROM pg_stat_activity WHERE application_name = 'hanging' AND state = 'active'"
                        + " AND datname = current_database()")
                .isEmpty());
    }

    @Test
    void unresponsiveServerIsReconnected() throws SQLException {
        dataSource.addDataSourceProperty("socketTimeout", "1");

        assertThatThrownBy(() -> template.execute("INSERT INTO numbers VALUES (1)"))
                .isInstanceOf(DataAccessResourceFailureException.class);

        lock.rollback();
        assertThat(template.queryForObject("SELECT count(*) FROM numbers", Integer.class))
                .isBetween(0, 1);
    }
}
