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
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Checks, without writing, that the database is set up for a batch. A check takes one round trip, and throws {@link
 * DatabaseSetupException} with everything that has to be corrected, or another {@link
 * org.springframework.dao.DataAccessException} if the server does not respond.
 */
public final class DatabaseCheck {

    private static final String DATABASE_QUERY = """
            SELECT quote_ident(current_database()),
                   current_setting('server_encoding'),
                   current_setting('server_version'),
                   current_setting('server_version_num')::int / 10000
            """;

    /**
     * One row per privilege that is missing or restricted by policies, or one row without a table. A privilege on any
     * column counts as granted, so that a granted one is never reported as missing; if the wrong columns are granted,
     * the server rejects the first batch.
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

    /** Checks what no migration changes: the server's version and the database's encoding. */
    public void checkDatabase() {
        DatabaseState state = jdbc.queryForObject(DATABASE_QUERY, (row, number) -> DatabaseState.read(row));
        state.problem().ifPresent(DatabaseCheck::reject);
    }

    /** Checks that the server accepts writes and that the user has the privileges on each table. */
    public void checkTables() {
        check("missing, but recorded in %s.%s: restore it, or check PG_DB_NAME"
                .formatted(tables.schema(), MigrationRights.HISTORY));
    }

    private void check(String aboutAbsentTables) {
        List<Missing> missing =
                jdbc.query(TABLES_QUERY, (row, number) -> Missing.read(row), tables.schema(), tableNames, privileges);
        if (missing.get(0).readOnly()) {
            String reason = jdbc.queryForObject(ReadOnlyServer.QUERY, (row, number) -> ReadOnlyServer.reason(row));
            // All connections are to this server: new ones search for the primary.
            pool.getHikariPoolMXBean().softEvictConnections();
            reject("the server at PG_HOST: " + reason);
        }
        String absent = absentTables(missing);
        tablesMissing = !absent.isEmpty();
        if (tablesMissing) {
            reject(absent + " " + aboutAbsentTables);
        }
        if (missing.stream().anyMatch(Missing::denied)) {
            reject(missingGrants(missing));
        }
        if (missing.get(0).restricted()) {
            reject(restrictionRemedy(missing));
        }
        passed = true;
    }

    /**
     * Repeats the check of the tables. Until it has passed once, checks only whether the server responds: the loop,
     * which prepares the tables, reports the reason.
     */
    public void checkAgain() {
        if (passed) {
            check("missing since the last check: the schema is migrated again");
        } else {
            jdbc.execute("SELECT 1");
        }
    }

    /** Whether a table was missing in the latest check. */
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

    /** Rows hidden by a policy would be treated as absent: counted twice, or inserted in vain. */
    private String restrictionRemedy(List<Missing> missing) {
        String restricted = missing.stream()
                .map(right -> tables.schema() + "." + right.table())
                .distinct()
                .collect(Collectors.joining(", "));
        return "row-level security restricts the user in PG_USER on %s: ALTER TABLE … DISABLE ROW LEVEL SECURITY, or ALTER ROLE %s BYPASSRLS"
                .formatted(restricted, missing.get(0).username());
    }

    private String missingGrants(List<Missing> missing) {
        String user = missing.get(0).username();
        List<String> grants = new ArrayList<>();
        if (!missing.get(0).usable()) {
            grants.add("GRANT USAGE ON SCHEMA %s TO %s".formatted(tables.schema(), user));
        }
        tablesByPrivileges(missing)
                .forEach((rights, names) -> grants.add("GRANT %s ON %s TO %s".formatted(rights, names, user)));
        return "permission denied for the user in PG_USER: " + String.join("; ", grants);
    }

    /** Keys and values are comma-separated lists for SQL. */
    private Map<String, String> tablesByPrivileges(List<Missing> missing) {
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

    private static void reject(String problem) {
        throw new DatabaseSetupException(problem);
    }

    /** @param table null, as the privilege, if nothing is missing */
    private record Missing(
            boolean readOnly,
            String username,
            @Nullable String table,
            @Nullable String privilege,
            boolean absent,
            boolean usable,
            boolean granted,
            boolean restricted) {

        boolean denied() {
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
     * @param name quoted as in SQL
     * @param version as PostgreSQL reports it
     */
    record DatabaseState(String name, String encoding, String version, int majorVersion) {

        static DatabaseState read(ResultSet row) throws SQLException {
            return new DatabaseState(row.getString(1), row.getString(2), row.getString(3), row.getInt(4));
        }

        Optional<String> problem() {
            if (majorVersion < PostgresDataSource.MIN_SERVER_VERSION) {
                return Optional.of("the server at PG_HOST is PostgreSQL %s: %d or newer is needed"
                        .formatted(version, PostgresDataSource.MIN_SERVER_VERSION));
            }
            if (!encoding.equals("UTF8")) {
                return Optional.of(
                        "database %s has the encoding %s, which can't store every character: set PG_DB_NAME to one created with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0"
                                .formatted(name, encoding));
            }
            return Optional.empty();
        }
    }
}
