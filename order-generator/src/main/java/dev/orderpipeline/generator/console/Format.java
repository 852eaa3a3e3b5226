package dev.orderpipeline.generator.console;

import java.time.Duration;
import java.util.Locale;

/** How numbers and times look on the terminal, whatever the machine's locale. */
public final class Format {

    private Format() {}

    /** An integer with thousands separators; a fraction is rounded. */
    public static String number(Number number) {
        return String.format(Locale.ROOT, "%,d", Math.round(number.doubleValue()));
    }

    /** A number with its noun, which has the plural unless the number is 1. */
    public static String count(long number, String noun) {
        return number(number) + " " + noun + (number == 1 ? "" : "s");
    }

    /** With two decimal places. */
    public static String decimal(double number) {
        return String.format(Locale.ROOT, "%,.2f", number);
    }

    /** Seconds with one decimal place. */
    public static String seconds(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
    }

    /** How many of {@code count} that is a second, 0 for no time at all. */
    public static double perSecond(long count, Duration duration) {
        return duration.toNanos() <= 0 ? 0 : count * 1e9 / duration.toNanos();
    }
}
