package dev.orderpipeline.common.failure;

import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Advice for a connection or statement that PostgreSQL rejects, and for a certificate that fails verification.
 */
final class PostgresAdvice {

    /** The server function that rejects a connection because of the database's settings. */
    private static final String CHECK_OF_DATABASE = "CheckMyDatabase";

    /** Matches only if the server's messages are in English. */
    private static final Pattern PERMISSION_DENIED = Pattern.compile(
            "permission denied for (database|schema|tablespace|table|view|sequence|function) \"?(.+?)\"?\\s*$");

    private static final TlsAdvice TLS =
            new TlsAdvice("PostgreSQL", "PG_HOST", "PG_CERTIFICATE_PATH", "PG_CLIENT_CERTIFICATE_PATH");

    private PostgresAdvice() {}

    static Optional<String> of(List<Throwable> causes) {
        return TLS.of(causes).or(() -> byState(causes)).or(() -> ofPool(causes));
    }

    /** The pool has no cause yet: the server has neither accepted nor rejected the connection. */
    private static Optional<String> ofPool(List<Throwable> causes) {
        return causes.get(causes.size() - 1) instanceof SQLTransientConnectionException
                ? Optional.of("no server has responded yet: check PG_HOST and PG_PORT")
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

    private static @Nullable String of(SQLException failure, Optional<ServerErrorMessage> message) {
        return switch (failure.getSQLState()) {
            case "28P01" ->
                "PostgreSQL rejects the user or password: check PG_USER and PG_PASSWORD"
                        + " (an expired password gives the same error)";
            case "28000" -> rejectedUser(message);
            case "08004" -> "the settings do not match the server's: check PG_PASSWORD and PG_SSLMODE";
            case "08P01" -> message.isPresent() ? null : "the server is not PostgreSQL: check PG_HOST and PG_PORT";
            case "3D000" -> "no such database: check PG_DB_NAME";
            case "55000" ->
                isCheckOfDatabase(message)
                        ? "the database accepts no connections: ALTER DATABASE … ALLOW_CONNECTIONS true, or check"
                                + " PG_DB_NAME"
                        : null;
            case "42501" -> missingPrivilege(message);
            case "42P01", "3F000" -> "check PG_DB_NAME; the schema is migrated again before the next attempt";
            case "53300" ->
                "a service opens up to CONCURRENCY + 3 connections: raise the server's, the database's or the"
                        + " role's limit, or use a pooler";
            case "25006" -> "the server at PG_HOST is a standby, or default_transaction_read_only is on";
            case "55P03" -> "another transaction holds a lock: check pg_locks and pg_blocking_pids()";
            case "57014" ->
                "a statement timed out: check pg_locks, pg_blocking_pids() and the statement_timeout of"
                        + " PG_USER, or reduce BATCH_SIZE";
            case "25P03", "25P04" ->
                "check idle_in_transaction_session_timeout and transaction_timeout of PG_USER and the database";
            case "2200H" -> "ALTER SEQUENCE … MAXVALUE";
            case "99999" -> "the driver does not support a setting, most likely PG_PASSWORD";
            case "22P05" -> "PG_DB_NAME must be a database with encoding UTF8";
            default -> null;
        };
    }

    private static boolean isCheckOfDatabase(Optional<ServerErrorMessage> message) {
        return message.map(ServerErrorMessage::getRoutine)
                .filter(CHECK_OF_DATABASE::equals)
                .isPresent();
    }

    private static String rejectedUser(Optional<ServerErrorMessage> message) {
        return message.map(ServerErrorMessage::getMessage)
                        .filter(words -> words.contains("certificate"))
                        .isPresent()
                ? "PostgreSQL requires a client certificate for PG_USER, with its name as the common name or mapped to it in"
                        + " pg_ident.conf: check PG_CLIENT_CERTIFICATE_PATH"
                : "PostgreSQL rejects this user from this host: check PG_USER and PG_SSLMODE, and on the"
                        + " server the role's LOGIN and pg_hba.conf";
    }

    private static String missingPrivilege(Optional<ServerErrorMessage> message) {
        if (isCheckOfDatabase(message)) {
            return "GRANT CONNECT ON DATABASE … to the user in PG_USER";
        }
        String words = message.map(ServerErrorMessage::getMessage).orElse("");
        Matcher denied = PERMISSION_DENIED.matcher(words);
        if (!denied.find()) {
            return "permission denied: grant it to PG_USER";
        }
        String object = denied.group(2);
        return switch (denied.group(1)) {
            case "database" -> "GRANT CREATE ON DATABASE " + object + " to the user in PG_USER";
            case "schema" ->
                "GRANT USAGE ON SCHEMA " + object + " to the user in PG_USER, and CREATE where a migration is due";
            case "sequence" -> "GRANT USAGE ON SEQUENCE " + object + " to the user in PG_USER";
            case "tablespace" ->
                "GRANT CREATE ON TABLESPACE " + object + " to the user in PG_USER, or check its default_tablespace";
            case "function" -> "GRANT EXECUTE ON FUNCTION " + object + " to the user in PG_USER";
            default ->
                "grant the privilege on " + object
                        + " to the user in PG_USER, on the table or on every column that"
                        + " is written or read";
        };
    }
}
