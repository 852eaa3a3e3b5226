package dev.orderpipeline.testing.hostile;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/** Points of time, in UTC, and ways to write them. */
final class Moments {

    private static final List<Value> AT_THE_LIMITS = List.of(
            same("0001-01-01 00:00:00"),
            same("9999-12-31 23:59:59"),
            moment("9999-12-31 23:59:59.999999999", "9999-12-31 23:59:59.999999"),
            same("2024-02-29 23:59:59"),
            same("2000-02-29 00:00:00"),
            same("1969-12-31 23:59:59.999999"),
            same("1582-10-10 12:00:00"),
            moment("2023-04-08T20:27:36-00:00", "2023-04-08 20:27:36"),
            moment("2023-04-08T20:27:36+18:00", "2023-04-08 02:27:36"),
            moment("2023-12-31T20:27:36-18", "2024-01-01 14:27:36"),
            moment("2024-03-01T01:00:00+02:00", "2024-02-29 23:00:00"),
            moment("0001-01-01T00:00:00-01:00", "0001-01-01 01:00:00"),
            moment("9999-12-31T23:59:59+17:59", "9999-12-31 06:00:59"));

    private Moments() {}

    static List<Supplier<Value>> some(Random random) {
        List<Supplier<Value>> moments = new ArrayList<>(Collections.nCopies(20, () -> moment(random)));
        AT_THE_LIMITS.forEach(moment -> moments.add(() -> moment));
        return moments;
    }

    /** A day and an hour are drawn that no offset of up to three hours carries into another day. */
    private static Value moment(Random random) {
        String day =
                "%04d-%02d-%02d".formatted(random.nextInt(1900, 2100), random.nextInt(1, 13), random.nextInt(1, 29));
        int hour = random.nextInt(4, 20);
        int offset = random.nextInt(-3, 4);
        String minuteAndSecond = ":%02d:%02d".formatted(random.nextInt(60), random.nextInt(60));
        String fraction = random.nextBoolean() ? "" : fraction(random);
        String separator = random.nextBoolean() ? " " : "T";
        String zone = zone(offset, random);
        int writtenHour = zone.isEmpty() ? hour : hour + offset;
        String written = day + separator + "%02d".formatted(writtenHour) + minuteAndSecond + fraction + zone;
        return moment(written, day + " %02d".formatted(hour) + minuteAndSecond + microseconds(fraction));
    }

    private static String fraction(Random random) {
        int digits = random.nextInt(1, 10);
        return "." + "%09d".formatted(random.nextInt(1_000_000_000)).substring(0, digits);
    }

    /** Finer ones are cut, and trailing zeros are not written. */
    private static String microseconds(String fraction) {
        return fraction.substring(0, Math.min(fraction.length(), 7)).replaceFirst("\\.?0*$", "");
    }

    private static String zone(int offset, Random random) {
        String hours = "%+03d".formatted(offset);
        return switch (random.nextInt(4)) {
            case 0 -> offset == 0 ? "Z" : "";
            case 1 -> hours;
            case 2 -> hours + "00";
            default -> hours + ":00";
        };
    }

    private static Value same(String text) {
        return moment(text, text);
    }

    private static Value moment(String written, String meaning) {
        return new Value(JsonText.quoted(written), meaning);
    }
}
