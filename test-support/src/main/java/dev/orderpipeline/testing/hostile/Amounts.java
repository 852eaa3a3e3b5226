package dev.orderpipeline.testing.hostile;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * Numbers that round to an amount of money: the amount is drawn first and then written in a way that has to lead back
 * to it.
 */
final class Amounts {

    private static final List<String> ZERO = List.of(
            "0",
            "-0",
            "0.0",
            "-0.000000000e-7",
            "0e99999999999",
            "1e-99999999999",
            "-7E-1000000000",
            "0.000004999999999999",
            "-0.000004999999999999");

    private Amounts() {}

    static List<Supplier<Value>> some(Random random) {
        List<Supplier<Value>> amounts = new ArrayList<>(Collections.nCopies(20, () -> amount(random)));
        ZERO.forEach(zero -> amounts.add(() -> new Value(zero, "0.00000")));
        amounts.add(() -> new Value("99999999999999.99999", "99999999999999.99999"));
        amounts.add(() -> new Value("-99999999999999.999994" + "9".repeat(2_000), "-99999999999999.99999"));
        return amounts;
    }

    private static Value amount(Random random) {
        // In hundred-thousandths: 1 to 19 digits.
        BigInteger units = new BigInteger(random.nextInt(1, 63), random).add(BigInteger.ONE);
        String sign = random.nextBoolean() ? "-" : "";
        return new Value(sign + written(units, random), sign + plain(units));
    }

    private static String written(BigInteger units, Random random) {
        String digits = units.toString();
        return switch (random.nextInt(9)) {
            case 0 -> plain(units);
            case 1 -> plain(units) + "0".repeat(random.nextInt(3_000));
            case 2 -> plain(units) + "4" + "9".repeat(random.nextInt(3_000));
            case 3 -> plain(units.subtract(BigInteger.ONE)) + "5" + "0".repeat(random.nextInt(3_000));
            case 4 -> digits + "e-5";
            case 5 -> digits + "0".repeat(1_000) + "E-1005";
            case 6 -> "0." + digits + "E" + "%+04d".formatted(digits.length() - 5);
            case 7 -> "0." + "0".repeat(1_000) + digits + "e" + (digits.length() - 5 + 1_000);
            default -> digits.charAt(0) + "." + digits.substring(1) + "0e" + (digits.length() - 6);
        };
    }

    private static String plain(BigInteger units) {
        return new BigDecimal(units, 5).toPlainString();
    }
}
