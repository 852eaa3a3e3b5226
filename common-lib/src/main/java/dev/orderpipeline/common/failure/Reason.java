package dev.orderpipeline.common.failure;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.common.KafkaException;
import org.postgresql.util.PSQLException;

/** A failure in one line, for whoever operates the service. */
public final class Reason {

    private Reason() {}

    /**
     * What failed, the innermost reason in its fullest words (the PostgreSQL driver's own, which names the server, where
     * there is one), and, where a setting may be at fault, the variable to look at. Without line breaks.
     */
    public static String of(Throwable failure) {
        String prefix = (failure instanceof KafkaException ? "Kafka " : "")
                + failure.getClass().getSimpleName();
        String words = inWords(failure);
        return words.isEmpty() ? prefix : prefix + ": " + words;
    }

    /** The same without the name of what failed; empty if there are no words for it. */
    public static String inWords(Throwable failure) {
        List<Throwable> causes = new ArrayList<>();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            causes.add(cause);
        }
        return Stream.concat(Optional.ofNullable(innermost(causes)).stream(), advice(causes).stream())
                .collect(Collectors.joining(": "))
                .replaceAll("\\s+", " ");
    }

    private static String innermost(List<Throwable> causes) {
        return causes.stream()
                .filter(PSQLException.class::isInstance)
                .findFirst()
                .map(Throwable::getMessage)
                .orElseGet(() -> fullestWords(causes));
    }

    /** Redis's client says "Connection refused", and around it "Connection refused: " with the address. */
    private static String fullestWords(List<Throwable> causes) {
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
