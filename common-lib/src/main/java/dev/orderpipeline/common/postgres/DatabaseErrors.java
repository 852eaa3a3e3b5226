package dev.orderpipeline.common.postgres;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PSQLException;

/** Classification of PostgreSQL's errors by SQLSTATE. */
public final class DatabaseErrors {

    private static final String FOREIGN_KEY_VIOLATION = "23503";
    private static final String READ_ONLY_TRANSACTION = "25006";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";
    private static final String INVALID_AUTHORIZATION_CLASS = "28";
    private static final String QUERY_CANCELED = "57014";

    /**
     * States of the classes 22 and 54 that are not caused by a record's values:
     *
     * <ul>
     *   <li>22P05, a character that the database's encoding lacks: the contract excludes what UTF-8 can't encode;
     *   <li>2200H, an exhausted sequence;
     *   <li>22P03, 2202E: binary values and arrays are encoded by this program, whatever the record;
     *   <li>54011, 54023: too many columns or arguments in a statement.
     * </ul>
     */
    private static final Set<String> NOT_CAUSED_BY_VALUES =
            Set.of("22P05", "2200H", "22P03", "2202E", "54011", "54023");

    /** Classes of SQLSTATE: connection exception, invalid authorisation, no such database, no such schema. */
    private static final Set<String> CONNECTION_CLASSES = Set.of("08", "28", "3D", "3F");

    /**
     * Sessions terminated or rejected by the server (57P01 to 57P05, 25P03, 25P04); a read-only server, possibly a
     * standby; no such table, column or function; permission denied; a character that the encoding lacks.
     */
    private static final Set<String> SETUP_CHANGED = Set.of(
            "57P01", "57P02", "57P03", "57P04", "57P05", "25P03", "25P04", "25006", "42P01", "42703", "42883", "42501",
            "22P05");

    /** Server functions that report exhausted transaction ids (also 54000), until the database is vacuumed. */
    private static final Set<String> OUT_OF_TRANSACTION_IDS = Set.of("GetNewTransactionId", "GetNewMultiXactId");

    private DatabaseErrors() {}

    /**
     * The server's error if it rejects a value: SQLSTATE class 22 (data exception) or 54 (program limit exceeded),
     * except states that no value causes. Empty for every other failure: an outage or a bug of this program.
     */
    public static Optional<SQLException> rejectedValue(Throwable failure) {
        return sqlException(failure)
                .filter(e -> e.getSQLState() != null)
                .filter(e -> e.getSQLState().startsWith("22") || e.getSQLState().startsWith("54"))
                .filter(e -> !NOT_CAUSED_BY_VALUES.contains(e.getSQLState()))
                .filter(e -> !isOutOfTransactionIds(e));
    }

    /**
     * Whether a constraint other than a foreign key was violated (SQLSTATE class 23). Foreign keys are excluded: rows
     * in the cache may be missing after a restore, and are written again by the next attempt.
     */
    public static boolean isConstraintViolation(Throwable failure) {
        return sqlException(failure)
                .map(SQLException::getSQLState)
                .filter(state -> state.startsWith("23") && !state.equals(FOREIGN_KEY_VIOLATION))
                .isPresent();
    }

    /**
     * Whether the database may have been replaced and must be prepared again before the next batch: the connection was
     * lost or rejected, or something prepared is missing.
     */
    public static boolean mayBeOfAnotherDatabase(Throwable failure) {
        return sqlException(failure)
                .map(e -> e.getSQLState() == null
                        || CONNECTION_CLASSES.contains(firstTwo(e.getSQLState()))
                        || SETUP_CHANGED.contains(e.getSQLState()))
                .orElse(false);
    }

    /** Whether PostgreSQL or its driver reports the failure. */
    public static boolean isOfDatabase(Throwable failure) {
        return sqlException(failure).isPresent();
    }

    /** Whether the server rejects the user, or denies it permission. */
    public static boolean isRejectedUser(Throwable failure) {
        return sqlException(failure)
                .map(SQLException::getSQLState)
                .filter(state -> state.startsWith(INVALID_AUTHORIZATION_CLASS) || state.equals(INSUFFICIENT_PRIVILEGE))
                .isPresent();
    }

    /** Whether a statement was cancelled: by its timeout, or by an operator. */
    public static boolean isCancelledStatement(Throwable failure) {
        return sqlException(failure)
                .filter(e -> QUERY_CANCELED.equals(e.getSQLState()))
                .isPresent();
    }

    private static String firstTwo(String sqlState) {
        return sqlState.substring(0, Math.min(2, sqlState.length()));
    }

    static boolean isReadOnlyServer(SQLException failure) {
        return READ_ONLY_TRANSACTION.equals(failure.getSQLState());
    }

    private static boolean isOutOfTransactionIds(SQLException failure) {
        return failure instanceof PSQLException rejected
                && rejected.getServerErrorMessage() != null
                && OUT_OF_TRANSACTION_IDS.contains(
                        rejected.getServerErrorMessage().getRoutine());
    }

    private static Optional<SQLException> sqlException(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException exception) {
                return Optional.of(exception);
            }
        }
        return Optional.empty();
    }
}
