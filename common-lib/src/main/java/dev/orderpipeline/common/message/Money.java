package dev.orderpipeline.common.message;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** Amounts of money: decimals that fit PostgreSQL's {@code DECIMAL(19,5)}. */
public final class Money {

    /** Digits after the decimal point. */
    public static final int SCALE = 5;

    private static final int INTEGER_DIGITS = 14;
    /** More digits than any sensible amount has, and few enough to convert at no cost. */
    private static final int LONGEST_NUMBER = 1_000;

    private Money() {}

    /**
     * Reads a JSON number, rounded half up to five places. Its size is looked at before anything is expanded:
     * {@code 1e1000000000} costs nothing.
     *
     * @return the amount without trailing zeros; empty if it does not fit
     */
    static Optional<BigDecimal> parse(String number) {
        if (number.length() > LONGEST_NUMBER) {
            return Optional.empty();
        }
        try {
            BigDecimal amount = new BigDecimal(number);
            long integerDigits = (long) amount.precision() - amount.scale();
            if (amount.signum() == 0 || integerDigits < -SCALE) {
                return Optional.of(BigDecimal.ZERO);
            }
            if (integerDigits > INTEGER_DIGITS) {
                return Optional.empty();
            }
            BigDecimal rounded = amount.setScale(SCALE, RoundingMode.HALF_UP);
            return rounded.precision() - SCALE > INTEGER_DIGITS
                    ? Optional.empty()
                    : Optional.of(rounded.stripTrailingZeros());
        } catch (NumberFormatException e) {
            // An exponent beyond 32 bits.
            return Optional.empty();
        }
    }

    /** The amount as PostgreSQL stores and prints it: with all five places. */
    public static String format(BigDecimal amount) {
        return amount.setScale(SCALE, RoundingMode.UNNECESSARY).toPlainString();
    }
}
