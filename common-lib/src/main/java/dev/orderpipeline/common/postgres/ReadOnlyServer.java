package dev.orderpipeline.common.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;

/** Why a server rejects writes, and the remedy. */
final class ReadOnlyServer {

    /** Returns one row, for {@link #reason}. */
    static final String QUERY = """
            SELECT pg_is_in_recovery(), current_setting('default_transaction_read_only') = 'on', source,
                   quote_ident(current_database()), quote_ident(current_user)
              FROM pg_settings
             WHERE name = 'default_transaction_read_only'
            """;

    private static final String RESET = " RESET default_transaction_read_only";

    private ReadOnlyServer() {}

    /** @param row of {@link #QUERY} */
    static String reason(ResultSet row) throws SQLException {
        if (row.getBoolean(1)) {
            return "a standby, which rejects writes: PG_HOST must contain the primary";
        }
        if (!row.getBoolean(2)) {
            return "it rejected writes a moment ago";
        }
        return "it rejects writes, though it is no standby, because default_transaction_read_only is on: "
                + remedy(row.getString(3), row.getString(4), row.getString(5));
    }

    /** @param source of the setting, as in pg_settings */
    private static String remedy(String source, String database, String user) {
        return switch (source) {
            case "database" -> "ALTER DATABASE " + database + RESET + ", or check PG_DB_NAME";
            case "user" -> "ALTER ROLE " + user + RESET + ", or check PG_USER";
            case "database user" ->
                "ALTER ROLE " + user + " IN DATABASE " + database + RESET + ", or check PG_USER and PG_DB_NAME";
            case "global" -> "ALTER ROLE ALL" + RESET;
            default ->
                "ALTER SYSTEM" + RESET + " and SELECT pg_reload_conf(); a managed server turns it on by"
                        + " itself when disk space is low";
        };
    }
}
