package dev.orderpipeline.generator.order;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** The ways in which sources write one and the same instant. */
enum TimestampStyle {
    /** {@code 2023-04-01 20:45:43}, in UTC, as nearly all do. */
    PLAIN("uuuu-MM-dd HH:mm:ss", 0),
    /** {@code 2023-04-01 20:45:43.120450} */
    FRACTION("uuuu-MM-dd HH:mm:ss.SSSSSS", 0),
    /** {@code 2023-04-01T20:45:43Z} */
    ISO_UTC("uuuu-MM-dd'T'HH:mm:ssXXX", 0),
    /** {@code 2023-04-01T23:45:43+03:00} */
    ISO_OFFSET("uuuu-MM-dd'T'HH:mm:ssXXX", 3);

    private final DateTimeFormatter format;

    TimestampStyle(String pattern, int offsetHours) {
        this.format = DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withZone(ZoneOffset.ofHours(offsetHours));
    }

    /** The microseconds are left out where the style has no fraction. */
    String text(long epochSecond, int microseconds) {
        return format.format(Instant.ofEpochSecond(epochSecond, microseconds * 1_000L));
    }
}
