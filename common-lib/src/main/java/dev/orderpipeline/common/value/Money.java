package dev.orderpipeline.common.value;

import static java.math.RoundingMode.HALF_UP;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Optional;

/** Amounts of money: decimals that fit PostgreSQL's {@code DECIMAL(19,5)}. */
public final class Money {

    /** Digits after the decimal point. */
    private static final int SCALE = 5;

    private static final int INTEGER_DIGITS = 14;

    private Money() {}

    /**
     * Reads a JSON number, rounded half up to five places. Only significant digits are converted, so {@code
     * 1e1000000000} or a million digits cost no more than a scan.
     *
     * @return the amount without trailing zeros; empty if it does not fit
     */
    public static Optional<BigDecimal> parse(String number) {
        return isShortInteger(number)
                ? Optional.of(BigDecimal.valueOf(Long.parseLong(number)).stripTrailingZeros())
                : parseAny(number);
    }

    /** Nearly every amount is one, and takes no object but the result. */
    private static boolean isShortInteger(String number) {
        if (number.length() > INTEGER_DIGITS) {
            return false;
        }
        for (int index = 0; index < number.length(); index++) {
            if (number.charAt(index) < '0' || number.charAt(index) > '9') {
                return false;
            }
        }
        return true;
    }

    private static Optional<BigDecimal> parseAny(String number) {
        int end = endOfDigits(number);
        int first = firstSignificantDigit(number, end);
        if (first == end) {
            return Optional.of(BigDecimal.ZERO);
        }
        long integerDigits = digitsBeforePoint(number, first, end) + exponent(number, end);
        if (integerDigits > INTEGER_DIGITS) {
            return Optional.empty();
        }
        if (integerDigits < -SCALE) {
            return Optional.of(BigDecimal.ZERO);
        }
        return rounded(number.startsWith("-"), digits(number, first, end, (int) integerDigits + SCALE + 1), (int)
                integerDigits);
    }

    /** @param digits of the amount, from the first significant digit to the one that decides the rounding */
    private static Optional<BigDecimal> rounded(boolean negative, String digits, int integerDigits) {
        BigDecimal amount =
                new BigDecimal(new BigInteger(digits), digits.length() - integerDigits).setScale(SCALE, HALF_UP);
        return amount.precision() - SCALE > INTEGER_DIGITS
                ? Optional.empty()
                : Optional.of((negative ? amount.negate() : amount).stripTrailingZeros());
    }

    private static int endOfDigits(String number) {
        int index = 0;
        while (index < number.length() && (number.charAt(index) | ' ') != 'e') {
            index++;
        }
        return index;
    }

    private static int firstSignificantDigit(String number, int end) {
        int index = 0;
        while (index < end && (number.charAt(index) < '1' || number.charAt(index) > '9')) {
            index++;
        }
        return index;
    }

    /** Without the exponent; negative by the number of zeros between the point and the first significant digit. */
    private static int digitsBeforePoint(String number, int first, int end) {
        int point = number.indexOf('.');
        if (point < 0) {
            return end - first;
        }
        return first < point ? point - first : point + 1 - first;
    }

    private static String digits(String number, int first, int end, int max) {
        StringBuilder digits = new StringBuilder(max);
        for (int index = first; index < end && digits.length() < max; index++) {
            if (number.charAt(index) != '.') {
                digits.append(number.charAt(index));
            }
        }
        return digits.toString();
    }

    /** Clamped to 32 bits: no number has that many digits. */
    private static long exponent(String number, int end) {
        if (end == number.length()) {
            return 0;
        }
        try {
            return Integer.parseInt(number, end + 1, number.length(), 10);
        } catch (NumberFormatException e) {
            return number.charAt(end + 1) == '-' ? Integer.MIN_VALUE : Integer.MAX_VALUE;
        }
    }

    /** The amount as PostgreSQL stores and prints it: with all five places. */
    public static String format(BigDecimal amount) {
        return amount.setScale(SCALE, RoundingMode.UNNECESSARY).toPlainString();
    }
}
