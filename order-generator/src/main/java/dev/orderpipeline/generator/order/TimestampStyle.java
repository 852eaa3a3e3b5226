package dev.orderpipeline.generator.order;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** The ways in which sources write one and the same instant. */
enum TimestampStyle {
    /** {@code 2023-04-01 20:45:43}, in UTC, as nearly all do. */
    PLAIN(' ', false, 0, ""),
    /** {@code 2023-04-01 20:45:43.120450} */
    FRACTION(' ', true, 0, ""),
    /** {@code 2023-04-01T20:45:43Z} */
    ISO_UTC('T', false, 0, "Z"),
    /** {@code 2023-04-01T23:45:43+03:00} */
    ISO_OFFSET('T', false, 3 * 3600, "+03:00");

    private final char separator;
    private final boolean withFraction;
    private final int offsetSeconds;
    private final String zone;

    TimestampStyle(char separator, boolean withFraction, int offsetSeconds, String zone) {
        this.separator = separator;
        this.withFraction = withFraction;
        this.offsetSeconds = offsetSeconds;
        this.zone = zone;
    }

    /** The microseconds are left out where the style has no fraction. */
    void append(StringBuilder text, long epochSecond, int microseconds) {
        LocalDateTime time = LocalDateTime.ofEpochSecond(epochSecond + offsetSeconds, 0, ZoneOffset.UTC);
        text.append(time.getYear()).append('-');
        appendDigits(text, time.getMonthValue(), 2);
        text.append('-');
        appendDigits(text, time.getDayOfMonth(), 2);
        text.append(separator);
        appendDigits(text, time.getHour(), 2);
        text.append(':');
        appendDigits(text, time.getMinute(), 2);
        text.append(':');
        appendDigits(text, time.getSecond(), 2);
        if (withFraction) {
            text.append('.');
            appendDigits(text, microseconds, 6);
        }
        text.append(zone);
    }

    private static void appendDigits(StringBuilder text, int value, int digits) {
        if (digits > 1) {
            appendDigits(text, value / 10, digits - 1);
        }
        text.append((char) ('0' + value % 10));
    }
}
