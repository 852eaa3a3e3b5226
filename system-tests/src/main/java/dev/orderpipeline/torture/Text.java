package dev.orderpipeline.torture;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;

/** How things are written in messages and tables. */
final class Text {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

    private Text() {}

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
