package dev.orderpipeline.common.message;

import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Optional;

/**
 * Timestamps of the messages: {@code yyyy-MM-dd HH:mm:ss}, UTC, with a fraction of up to six digits where it is not
 * zero. The text is the one that PostgreSQL prints for a {@code timestamp}, so a key that was hashed from it can be
 * computed in SQL too.
 */
public final class Timestamps {

    private static final DateTimeFormatter TEXT = dateAndTime(' ')
            .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
            .toFormatter();
    private static final DateTimeFormatter SPACED = parser(' ');
    private static final DateTimeFormatter ISO = parser('T');

    private Timestamps() {}

    /**
     * Reads {@code yyyy-MM-dd HH:mm:ss}, or ISO-8601 with {@code T}; a fraction of up to nine digits is cut to
     * microseconds, an offset is turned into UTC.
     *
     * @throws DateTimeException if the text is no such timestamp, is no date of the calendar, or is not within the
     *     years 1 to 9999 in UTC
     */
    public static LocalDateTime parse(String text) {
        boolean iso = text.length() > 10 && text.charAt(10) == 'T';
        TemporalAccessor parsed = (iso ? ISO : SPACED).parse(text);
        ZoneOffset offset = parsed.isSupported(ChronoField.OFFSET_SECONDS) ? ZoneOffset.from(parsed) : ZoneOffset.UTC;
        LocalDateTime utc = LocalDateTime.from(parsed)
                .minusSeconds(offset.getTotalSeconds())
                .truncatedTo(ChronoUnit.MICROS);
        if (utc.getYear() < 1 || utc.getYear() > 9999) {
            throw new DateTimeException("year out of range");
        }
        return utc;
    }

    /** Like {@link #parse}, but empty where that throws. */
    public static Optional<LocalDateTime> tryParse(String text) {
        try {
            return Optional.of(parse(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    public static String format(LocalDateTime timestamp) {
        return TEXT.format(timestamp);
    }

    private static DateTimeFormatterBuilder dateAndTime(char separator) {
        return new DateTimeFormatterBuilder()
                .appendValue(ChronoField.YEAR, 4, 4, SignStyle.NOT_NEGATIVE)
                .appendPattern("-MM-dd")
                .appendLiteral(separator)
                .appendPattern("HH:mm:ss");
    }

    /** Takes a fraction and an offset, both optional: {@code Z}, {@code +03}, {@code +0300} or {@code +03:00}. */
    private static DateTimeFormatter parser(char separator) {
        return dateAndTime(separator)
                .optionalStart()
                .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
                .optionalEnd()
                .optionalStart()
                .parseLenient()
                .appendOffset("+HH", "Z")
                .optionalEnd()
                .toFormatter()
                .withResolverStyle(ResolverStyle.STRICT);
    }
}
