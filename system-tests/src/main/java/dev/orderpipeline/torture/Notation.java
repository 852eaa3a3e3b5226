package dev.orderpipeline.torture;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** The notation of values in messages and tables. */
final class Notation {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private Notation() {}

    static String json(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }

    static String timestamp(LocalDateTime timestamp) {
        String fraction = "%06d".formatted(timestamp.getNano() / 1_000).replaceAll("0+$", "");
        return SECONDS.format(timestamp) + (fraction.isEmpty() ? "" : "." + fraction);
    }

    static String money(BigDecimal amount) {
        return amount.setScale(5).toPlainString();
    }
}
