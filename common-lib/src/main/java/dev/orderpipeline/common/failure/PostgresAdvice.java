package dev.orderpipeline.common.failure;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Where to look when PostgreSQL refuses a connection or a statement, or shows a certificate that is refused. */
final class PostgresAdvice {

    /** The function of the server that refuses a connection for what is set about the database. */
    private static final String CHECK_OF_DATABASE = "CheckMyDatabase";

    /** In the server's words where its messages are in English. */
    private static final Pattern PERMISSION_DENIED = Pattern.compile(
            "permission denied for (database|schema|tablespace|table|view|sequence|function) \"?(.+?)\"?\\s*$");

    private PostgresAdvice() {}

    static Optional<String> of(List<Throwable> causes) {
        return TlsAdvice.of(causes, "PostgreSQL", "PG_HOST")
                .or(() -> byState(causes))
                .or(() -> ofPool(causes));
    }

    /** The pool has no reason yet: the server neither accepts nor refuses the connection. */
    private static Optional<String> ofPool(List<Throwable> causes) {
        return causes.get(causes.size() - 1) instanceof SQLTransientConnectionException
                ? Optional.of("no server has answered so far: look at PG_HOST and PG_PORT")
                : Optional.empty();
    }

    private static Optional<String> byState(List<Throwable> causes) {
        return causes.stream()
                .filter(SQLException.class::isInstance)
                .map(SQLException.class::cast)
                .filter(failure -> failure.getSQLState() != null)
                .findFirst()
                .map(failure -> of(failure, serverMessage(causes)));
    }

    private static Optional<ServerErrorMessage> serverMessage(List<Throwable> causes) {
        return causes.stream()
                .filter(PSQLException.class::isInstance)
                .map(cause -> ((PSQLException) cause).getServerErrorMessage())
                .filter(message -> message != null)
                .findFirst();
    }

    private static String of(SQLException failure, Optional<ServerErrorMessage> message) {
        return switch (failure.getSQLState()) {
            case "28P01" ->
                "PostgreSQL refuses the user or password: look at PG_USER and PG_PASSWORD"
                        + " (a password that has expired is refused in the same words)";
            case "28000" ->
                "PostgreSQL does not let the user in from here: look at PG_USER and PG_SSLMODE, and on the"
                        + " server at the role's LOGIN and at pg_hba.conf";
            case "08004" -> "PostgreSQL and the settings don't fit: look at PG_PASSWORD and PG_SSLMODE";
            case "08P01" ->
                message.isPresent() ? null : "what answers there is no PostgreSQL: look at PG_HOST and PG_PORT";
            case "3D000" -> "there is no such database: look at PG_DB_NAME";
            case "55000" ->
                isCheckOfDatabase(message)
                        ? "the database takes no connections: ALTER DATABASE … ALLOW_CONNECTIONS true, or look at"
                                + " PG_DB_NAME"
                        : null;
            case "42501" -> missingRight(message);
            case "42P01", "3F000" -> "look at PG_DB_NAME; the schema is migrated again before the next attempt";
            case "53300" ->
                "a service opens up to CONCURRENCY + 3 connections: raise the server's, the database's or the"
                        + " role's limit, or use a pooler";
            case "25006" -> "PG_HOST has led to a standby, or default_transaction_read_only is on";
            case "55P03" -> "another transaction holds a lock: look at pg_locks and pg_blocking_pids()";
            case "57014" ->
                "a statement took too long: look at pg_locks and pg_blocking_pids(), at a statement_timeout of"
                        + " PG_USER, or take a smaller BATCH_SIZE";
            case "25P03", "25P04" ->
                "look at idle_in_transaction_session_timeout and transaction_timeout of PG_USER and the database";
            case "2200H" -> "ALTER SEQUENCE … MAXVALUE";
            case "99999" -> "the driver can't do with a setting, most likely PG_PASSWORD";
            case "22P05" -> "PG_DB_NAME has to be a database with the encoding UTF8";
            default -> null;
        };
    }

    private static boolean isCheckOfDatabase(Optional<ServerErrorMessage> message) {
        return message.map(ServerErrorMessage::getRoutine)
                .filter(CHECK_OF_DATABASE::equals)
                .isPresent();
    }

    private static String missingRight(Optional<ServerErrorMessage> message) {
        if (isCheckOfDatabase(message)) {
            return "GRANT CONNECT ON DATABASE … to the user of PG_USER";
        }
        String words = message.map(ServerErrorMessage::getMessage).orElse("");
        Matcher denied = PERMISSION_DENIED.matcher(words == null ? "" : words);
        if (!denied.find()) {
            return "the user lacks a right: grant it to PG_USER";
        }
        String object = denied.group(2);
        return switch (denied.group(1)) {
            case "database" -> "GRANT CREATE ON DATABASE " + object + " to the user of PG_USER";
            case "schema" ->
                "GRANT USAGE ON SCHEMA " + object + " to the user of PG_USER, and CREATE where a migration is due";
            case "sequence" -> "GRANT USAGE ON SEQUENCE " + object + " to the user of PG_USER";
            case "tablespace" ->
                "GRANT CREATE ON TABLESPACE " + object + " to the user of PG_USER, or look at its default_tablespace";
            case "function" -> "GRANT EXECUTE ON FUNCTION " + object + " to the user of PG_USER";
            default ->
                "a right on " + object
                        + " has to be granted to the user of PG_USER, on the table or on every column that"
                        + " is written or read";
        };
    }
}
