package dev.orderpipeline.common.failure;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** A failure in one line, for an operator. */
public final class Reason {

    private Reason() {}

    /**
     * The exception's name, the message of the innermost cause (of the PostgreSQL driver's exception if there is one:
     * it names the server) and, if a setting may be wrong, the variable to check. Without line breaks.
     */
    public static String of(Throwable failure) {
        String prefix = (failure instanceof KafkaException ? "Kafka " : "")
                + failure.getClass().getSimpleName();
        String message = message(failure);
        return message.isEmpty() ? prefix : prefix + ": " + message;
    }

    /** The same without the exception's name; empty if there is no message. */
    public static String message(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            causes.add(cause);
        }
        return Stream.concat(innermost(causes).stream(), advice(causes).stream())
                .collect(Collectors.joining(": "))
                .replaceAll("\\s+", " ");
    }

    private static Optional<String> innermost(List<Throwable> causes) {
        return causes.stream()
                .filter(PSQLException.class::isInstance)
                .findFirst()
                .map(Throwable::getMessage)
                .or(() -> Optional.ofNullable(fullestMessage(causes)));
    }

    /** Lettuce wraps "Connection refused" in an exception that adds the address. */
    private static @Nullable String fullestMessage(List<Throwable> causes) {
        int fullest = causes.size() - 1;
        String words = causes.get(fullest).getMessage();
        while (words != null && fullest > 0 && startsWith(causes.get(fullest - 1), words)) {
            fullest--;
            words = causes.get(fullest).getMessage();
        }
        return words;
    }

    private static boolean startsWith(Throwable cause, String words) {
        return cause.getMessage() != null && cause.getMessage().startsWith(words);
    }

    private static Optional<String> advice(List<Throwable> causes) {
        for (Throwable cause : causes) {
            if (cause instanceof KafkaException kafka) {
                return KafkaAdvice.of(kafka, causes);
            }
            if (cause instanceof SQLException) {
                return PostgresAdvice.of(causes);
            }
        }
        return RedisAdvice.of(causes);
    }
}
