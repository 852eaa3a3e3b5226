package dev.orderpipeline.common.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderpipeline.common.postgres.WrittenTables.Right;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Whether the database is as a batch needs it, found out without writing anything. Every method takes one round trip, and
 * throws {@link DatabaseSetupException} with all that has to be put right; or another
 * {@link org.springframework.dao.DataAccessException}, if the server does not answer.
 */
public final class DatabaseCheck {

    private static final String DATABASE_QUERY = """
            SELECT quote_ident(current_database()),
                   current_setting('server_encoding'),
                   current_setting('server_version'),
                   current_setting('server_version_num')::int / 10000
            """;

    /**
     * A row for each right that is missing or hidden by policies, or one without a table if none is. Rights may be granted on the table or on
     * columns of it: one column is taken for those that the statements need, because a right that is granted must never be
     * reported as missing. Where it is the wrong one, the server's refusal of the first batch is.
     */
    private static final String TABLES_QUERY = """
            SELECT current_setting('transaction_read_only') = 'on' AS read_only,
                   quote_ident(current_user) AS username,
                   missing.*
              FROM (VALUES (?, string_to_array(?, ','), string_to_array(?, ','))) AS needed (own, tables, privileges)
              LEFT JOIN LATERAL (
                   SELECT name,
                          privilege,
                          relation.oid IS NULL AS absent,
                          has_schema_privilege(schema.oid, 'USAGE') AS usable,
                          on_table.granted,
                          on_table.restricted
                     FROM unnest(needed.tables, needed.privileges) WITH ORDINALITY AS right_on (name, privilege, position)
                     LEFT JOIN pg_namespace AS schema ON schema.nspname = needed.own
                     LEFT JOIN pg_class AS relation
                          ON relation.relnamespace = schema.oid AND relation.relname = right_on.name
                    CROSS JOIN LATERAL (
                          SELECT CASE privilege
                                 WHEN 'DELETE' THEN has_table_privilege(relation.oid, privilege)
                                 ELSE has_any_column_privilege(relation.oid, privilege)
                                 END AS granted,
                                 row_security_active(relation.oid) AS restricted) AS on_table
                    WHERE (has_schema_privilege(schema.oid, 'USAGE') AND on_table.granted AND NOT on_table.restricted)
                          IS NOT TRUE
                    ORDER BY position
                   ) AS missing ON TRUE
            """;

    private final HikariDataSource pool;
    private final JdbcTemplate jdbc;
    private final WrittenTables tables;
    private final String tableNames;
    private final String privileges;
    private volatile boolean passed;
    private volatile boolean tablesMissing;

    public DatabaseCheck(HikariDataSource pool, JdbcTemplate jdbc, WrittenTables tables) {
        this.pool = pool;
        this.jdbc = jdbc;
        this.tables = tables;
        this.tableNames = joined(Right::table);
        this.privileges = joined(Right::privilege);
    }

    /** Checks what no migration changes: the version of the server, and whether the database holds every text. */
    public void checkDatabase() {
        DatabaseState state = jdbc.queryForObject(DATABASE_QUERY, (row, number) -> DatabaseState.read(row));
        state.problem().ifPresent(DatabaseCheck::refuse);
    }

    /** Checks that the server takes writes and that the user may write each table. */
    public void checkTables() {
        check("missing, though the history in %s.%s has it: restore it, or look at PG_DB_NAME"
                .formatted(tables.schema(), MigrationRights.HISTORY));
    }

    private void check(String aboutAbsentTables) {
        List<Missing> missing =
                jdbc.query(TABLES_QUERY, (row, number) -> Missing.read(row), tables.schema(), tableNames, privileges);
        if (missing.get(0).readOnly()) {
            String reason = jdbc.queryForObject(ReadOnlyServer.QUERY, (row, number) -> ReadOnlyServer.reason(row));
            // All connections are to this server: new ones look for the primary.
            pool.getHikariPoolMXBean().softEvictConnections();
            refuse("the server that PG_HOST has led to: " + reason);
        }
        String absent = absentTables(missing);
        tablesMissing = !absent.isEmpty();
        if (tablesMissing) {
            refuse(absent + " " + aboutAbsentTables);
        }
        if (missing.stream().anyMatch(Missing::refused)) {
            refuse(whatToGrant(missing));
        }
        if (missing.get(0).restricted()) {
            refuse(whatToUnrestrict(missing));
        }
        passed = true;
    }

    /**
     * Checks the tables once more. Before they have been there for the first time no more than whether the server answers:
     * the loop, which prepares them, has the reason.
     */
    public void checkAgain() {
        if (passed) {
            check("missing by now: the schema is migrated again");
        } else {
            jdbc.execute("SELECT 1");
        }
    }

    /** Whether the latest check has found that a table is missing. */
    public boolean tablesMissing() {
        return tablesMissing;
    }

    private String absentTables(List<Missing> missing) {
        return missing.stream()
                .filter(Missing::absent)
                .map(right -> tables.schema() + "." + right.table())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** Rows that a policy hides would be taken for absent: counted twice, or inserted in vain. */
    private String whatToUnrestrict(List<Missing> missing) {
        String restricted = missing.stream()
                .map(right -> tables.schema() + "." + right.table())
                .distinct()
                .collect(Collectors.joining(", "));
        return "row-level security restricts the user of PG_USER on %s: ALTER TABLE … DISABLE ROW LEVEL SECURITY, or ALTER ROLE %s BYPASSRLS"
                .formatted(restricted, missing.get(0).username());
    }

    private String whatToGrant(List<Missing> missing) {
        String user = missing.get(0).username();
        List<String> grants = new ArrayList<>();
        if (!missing.get(0).usable()) {
            grants.add("GRANT USAGE ON SCHEMA %s TO %s".formatted(tables.schema(), user));
        }
        tablesByRights(missing)
                .forEach((rights, names) -> grants.add("GRANT %s ON %s TO %s".formatted(rights, names, user)));
        return "the user of PG_USER lacks rights: " + String.join("; ", grants);
    }

    /** Both as SQL lists them. */
    private Map<String, String> tablesByRights(List<Missing> missing) {
        Map<String, String> rightsByTable = missing.stream()
                .filter(right -> !right.granted())
                .collect(Collectors.toMap(
                        right -> tables.schema() + "." + right.table(),
                        Missing::privilege,
                        (first, second) -> first + ", " + second,
                        LinkedHashMap::new));
        return rightsByTable.entrySet().stream()
                .collect(Collectors.groupingBy(
                        Map.Entry::getValue,
                        LinkedHashMap::new,
                        Collectors.mapping(Map.Entry::getKey, Collectors.joining(", "))));
    }

    private String joined(Function<Right, String> part) {
        return tables.rights().stream().map(part).collect(Collectors.joining(","));
    }

    private static void refuse(String problem) {
        throw new DatabaseSetupException(problem);
    }

    /** @param table null where nothing is missing */
    private record Missing(
            boolean readOnly,
            String username,
            String table,
            String privilege,
            boolean absent,
            boolean usable,
            boolean granted,
            boolean restricted) {

        boolean refused() {
            return table != null && !(usable && granted);
        }

        static Missing read(ResultSet row) throws SQLException {
            return new Missing(
                    row.getBoolean(1),
                    row.getString(2),
                    row.getString(3),
                    row.getString(4),
                    row.getBoolean(5),
                    row.getBoolean(6),
                    row.getBoolean(7),
                    row.getBoolean(8));
        }
    }

    /**
     * @param name as SQL writes it
     * @param version as PostgreSQL prints it
     */
    record DatabaseState(String name, String encoding, String version, int majorVersion) {

        static DatabaseState read(ResultSet row) throws SQLException {
            return new DatabaseState(row.getString(1), row.getString(2), row.getString(3), row.getInt(4));
        }

        Optional<String> problem() {
            if (majorVersion < PostgresDataSource.MIN_SERVER_VERSION) {
                return Optional.of("the server that PG_HOST has led to is PostgreSQL %s: %d or newer is needed"
                        .formatted(version, PostgresDataSource.MIN_SERVER_VERSION));
            }
            if (!encoding.equals("UTF8")) {
                return Optional.of(
                        "database %s has the encoding %s, which can't hold every text: set PG_DB_NAME to one that was made by CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
                                .formatted(name, encoding));
            }
            return Optional.empty();
        }
    }
}
