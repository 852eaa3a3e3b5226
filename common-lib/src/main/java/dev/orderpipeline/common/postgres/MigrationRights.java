package dev.orderpipeline.common.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * The state of a schema before its migration, and the user's privileges on it.
 *
 * @param database name of the database, quoted as in SQL, as is the user's
 * @param historyUsable false if another object has the name of the history table
 */
record MigrationRights(
        String database,
        String user,
        boolean mayCreateSchemas,
        boolean schemaExists,
        boolean mayUseSchema,
        boolean mayCreateTables,
        boolean historyExists,
        boolean historyUsable,
        boolean mayReadHistory,
        boolean mayWriteHistory) {

    static final String HISTORY = "flyway_schema_history";

    private static final String QUERY = """
            SELECT quote_ident(current_database()),
                   quote_ident(current_user),
                   has_database_privilege(current_database(), 'CREATE'),
                   own.oid IS NOT NULL,
                   has_schema_privilege(own.oid, 'USAGE'),
                   has_schema_privilege(own.oid, 'CREATE'),
                   history.oid IS NOT NULL,
                   EXISTS (SELECT FROM pg_attribute WHERE attrelid = history.oid AND attname = 'installed_rank'),
                   has_table_privilege(history.oid, 'SELECT'),
                   has_table_privilege(history.oid, 'INSERT')
              FROM (VALUES (?, ?)) AS named (own, history)
              LEFT JOIN pg_namespace AS own ON own.nspname = named.own
              LEFT JOIN pg_class AS history ON history.relnamespace = own.oid AND history.relname = named.history
            """;

    static MigrationRights read(JdbcOperations jdbc, String schema) {
        return jdbc.queryForObject(QUERY, (row, number) -> of(row), schema, HISTORY);
    }

    private static MigrationRights of(ResultSet row) throws SQLException {
        return new MigrationRights(
                row.getString(1),
                row.getString(2),
                row.getBoolean(3),
                row.getBoolean(4),
                row.getBoolean(5),
                row.getBoolean(6),
                row.getBoolean(7),
                row.getBoolean(8),
                row.getBoolean(9),
                row.getBoolean(10));
    }

    /**
     * The statements that grant the missing privileges for a migration, separated by semicolons; empty if none is
     * missing.
     */
    String grants(String schema) {
        if (!schemaExists) {
            return mayCreateSchemas ? "" : "GRANT CREATE ON DATABASE %s TO %s".formatted(database, user);
        }
        List<String> grants = new ArrayList<>();
        addGrant(grants, "USAGE", mayUseSchema, "CREATE", mayCreateTables, "SCHEMA " + schema);
        if (historyExists) {
            addGrant(grants, "SELECT", mayReadHistory, "INSERT", mayWriteHistory, schema + "." + HISTORY);
        }
        return String.join("; ", grants);
    }

    private void addGrant(
            List<String> grants, String first, boolean hasFirst, String second, boolean hasSecond, String object) {
        if (!hasFirst || !hasSecond) {
            String rights = hasFirst ? second : hasSecond ? first : first + ", " + second;
            grants.add("GRANT %s ON %s TO %s".formatted(rights, object, user));
        }
    }
}
