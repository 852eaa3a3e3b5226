package dev.orderpipeline.common.failure;

import dev.orderpipeline.common.kafka.RefusedUserException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.postgresql.util.PSQLException;

/** A failure in one line, for whoever operates the service. */
public final class Reason {

    private Reason() {}

    /**
     * What failed, the innermost reason (the PostgreSQL driver's own, which names the server, where there is one), and,
     * where a setting may be at fault, the variable to look at. Without line breaks.
     */
    public static String of(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            causes.add(cause);
        }
        String innermost = innermost(causes).getMessage();
        StringBuilder reason = new StringBuilder(failure instanceof KafkaException ? "Kafka " : "");
        reason.append(failure.getClass().getSimpleName());
        if (innermost != null) {
            reason.append(": ").append(innermost);
        }
        advice(causes).ifPresent(advice -> reason.append(": ").append(advice));
        return reason.toString().replaceAll("\\s+", " ");
    }

    private static Throwable innermost(List<Throwable> causes) {
        return causes.stream()
                .filter(PSQLException.class::isInstance)
                .findFirst()
                .orElse(causes.get(causes.size() - 1));
    }

    private static Optional<String> advice(List<Throwable> causes) {
        for (Throwable cause : causes) {
            if (cause instanceof RefusedUserException refused) {
                return KafkaAdvice.of(refused, causes);
            }
            if (cause instanceof SQLException) {
                return PostgresAdvice.of(causes);
            }
        }
        return RedisAdvice.of(causes);
    }
}
