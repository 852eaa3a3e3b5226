package dev.orderpipeline.common.failure;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** Where to look when PostgreSQL refuses a connection, or shows a certificate that is refused. */
final class PostgresAdvice {

    private PostgresAdvice() {}

    static Optional<String> of(List<Throwable> causes) {
        return TlsAdvice.of(causes, "PostgreSQL", "PG_HOST").or(() -> byState(causes));
    }

    private static Optional<String> byState(List<Throwable> causes) {
        return causes.stream()
                .filter(SQLException.class::isInstance)
                .map(cause -> ((SQLException) cause).getSQLState())
                .filter(state -> state != null)
                .findFirst()
                .map(state -> switch (state) {
                    case "28P01" -> "PostgreSQL refuses the user or password: look at PG_USER and PG_PASSWORD";
                    case "28000" -> "PostgreSQL does not let the user in from here: look at PG_USER and PG_SSLMODE";
                    case "08004" -> "PostgreSQL and the settings don't fit: look at PG_PASSWORD and PG_SSLMODE";
                    case "3D000" -> "there is no such database: look at PG_DB_NAME";
                    case "42501" -> "the user lacks a right: grant it to PG_USER";
                    default -> null;
                });
    }
}
