package dev.orderpipeline.generator.console;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An option's time, such as {@code 90s}, {@code 20m} or {@code 1h30m}; more than none. */
public final class DurationConverter implements ITypeConverter<Duration> {

    @Override
    public Duration convert(String text) {
        try {
            Duration time = Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
            if (!time.isNegative() && !time.isZero()) {
                return time;
            }
        } catch (DateTimeParseException e) {
            // rejected below
        }
        throw new TypeConversionException(
                "must be a time with its unit, such as 90s, 20m or 1h30m, was '" + text + "'");
    }
}
