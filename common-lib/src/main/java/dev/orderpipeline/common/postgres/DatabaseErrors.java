package dev.orderpipeline.common.postgres;

import java.sql.SQLException;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PSQLException;

/** What PostgreSQL says with a SQLSTATE. */
public final class DatabaseErrors {

    private static final String FOREIGN_KEY_VIOLATION = "23503";
    private static final String READ_ONLY_TRANSACTION = "25006";

    /**
     * Of the classes 22 and 54, but no fault of a record's values:
     *
     * <ul>
     *   <li>22P05, a character that the database's encoding lacks: the contract has excluded what UTF-8 can't hold;
     *   <li>2200H, a sequence that has reached its end;
     *   <li>22P03, 2202E: binary values and arrays are built by this program, whatever the record;
     *   <li>54011, 54023: columns and arguments are the statement's.
     * </ul>
     */
    private static final Set<String> NOT_OF_A_RECORD = Set.of("22P05", "2200H", "22P03", "2202E", "54011", "54023");

    /** Classes of SQLSTATE: connection exception, invalid authorisation, no such database, no such schema. */
    private static final Set<String> OF_CONNECTIONS = Set.of("08", "28", "3D", "3F");

    /**
     * Sessions ended by the server, or not let in (57P01 to 57P05, 25P03, 25P04); a read-only server, which may be a standby; no such
     * table, column or function; no right; a character that the encoding lacks.
     */
    private static final Set<String> NOT_AS_PREPARED = Set.of(
            "57P01", "57P02", "57P03", "57P04", "57P05", "25P03", "25P04", "25006", "42P01", "42703", "42883", "42501",
            "22P05");

    /** Functions of the server that run out of transaction ids (also 54000), until somebody vacuums. */
    private static final Set<String> OUT_OF_TRANSACTIONS = Set.of("GetNewTransactionId", "GetNewMultiXactId");

    private DatabaseErrors() {}

    /**
     * The server's own words if it refuses a value for good: SQLSTATE class 22 (data exception) or 54 (program limit
     * exceeded), but for the states that no record causes. Empty for everything else: that is an outage or our own bug.
     */
    public static Optional<SQLException> refusedValue(Throwable failure) {
        return sqlException(failure)
                .filter(e -> e.getSQLState() != null)
                .filter(e -> e.getSQLState().startsWith("22") || e.getSQLState().startsWith("54"))
                .filter(e -> !NOT_OF_A_RECORD.contains(e.getSQLState()))
                .filter(e -> !isOutOfTransactions(e));
    }

    /**
     * Whether a constraint was broken (SQLSTATE class 23), apart from foreign keys: what was taken for known may be gone
     * after a restore, and is written again at the next attempt.
     */
    public static boolean isBrokenConstraint(Throwable failure) {
        return sqlException(failure)
                .map(SQLException::getSQLState)
                .filter(state -> state.startsWith("23") && !state.equals(FOREIGN_KEY_VIOLATION))
                .isPresent();
    }

    /**
     * Whether the database may have been replaced, and has to be prepared again before the next batch: the connection was
     * lost or refused, or what was prepared is not there.
     */
    public static boolean mayBeOfAnotherDatabase(Throwable failure) {
        return sqlException(failure)
                .map(e -> e.getSQLState() == null
                        || OF_CONNECTIONS.contains(firstTwo(e.getSQLState()))
                        || NOT_AS_PREPARED.contains(e.getSQLState()))
                .orElse(false);
    }

    private static String firstTwo(String sqlState) {
        return sqlState.substring(0, Math.min(2, sqlState.length()));
    }

    static boolean isReadOnlyServer(SQLException failure) {
        return READ_ONLY_TRANSACTION.equals(failure.getSQLState());
    }

    private static boolean isOutOfTransactions(SQLException failure) {
        return failure instanceof PSQLException refused
                && refused.getServerErrorMessage() != null
                && OUT_OF_TRANSACTIONS.contains(refused.getServerErrorMessage().getRoutine());
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
