package dev.orderpipeline.common.value;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/** UUIDs as {@link UUID#toString} writes them. {@link UUID#fromString} takes a lot more: capitals, signs, too few digits. */
public final class Uuids {

    private static final int LENGTH = 36;

    private static final byte[] HEXADECIMAL = "0123456789abcdef".getBytes(ISO_8859_1);

    /** The value of each digit, by its ASCII code; negative for what is none. A table, as digits cannot be predicted. */
    private static final byte[] DIGITS = new byte[128];

    static {
        Arrays.fill(DIGITS, (byte) -1);
        for (byte value = 0; value < 16; value++) {
            DIGITS[Character.forDigit(value, 16)] = value;
        }
    }

    private Uuids() {}

    /** @return empty if the text is no UUID in lower case */
    public static Optional<UUID> tryParse(String text) {
        if (text.length() != LENGTH
                || text.charAt(8) != '-'
                || text.charAt(13) != '-'
                || text.charAt(18) != '-'
                || text.charAt(23) != '-') {
            return Optional.empty();
        }
        long first = number(text, 0, 8);
        long second = number(text, 9, 13);
        long third = number(text, 14, 18);
        long fourth = number(text, 19, 23);
        long fifth = number(text, 24, LENGTH);
        return (first | second | third | fourth | fifth) < 0
                ? Optional.empty()
                : Optional.of(new UUID(first << 32 | second << 16 | third, fourth << 48 | fifth));
    }

    /** The text in ASCII. */
    public static byte[] ascii(UUID uuid) {
        byte[] text = new byte[LENGTH];
        long most = uuid.getMostSignificantBits();
        long least = uuid.getLeastSignificantBits();
        putDigits(text, 0, 8, most >>> 32);
        text[8] = '-';
        putDigits(text, 9, 13, most >>> 16);
        text[13] = '-';
        putDigits(text, 14, 18, most);
        text[18] = '-';
        putDigits(text, 19, 23, least >>> 48);
        text[23] = '-';
        putDigits(text, 24, LENGTH, least);
        return text;
    }

    /** The last digits of a number, as many as there is room for. */
    private static void putDigits(byte[] text, int start, int end, long number) {
        long rest = number;
        for (int index = end - 1; index >= start; index--) {
            text[index] = HEXADECIMAL[(int) rest & 0xF];
            rest >>>= 4;
        }
    }

    /** Negative if one character is no digit, whatever follows. */
    private static long number(String text, int start, int end) {
        long number = 0;
        for (int index = start; index < end; index++) {
            number = number << 4 | DIGITS[Math.min(text.charAt(index), DIGITS.length - 1)];
        }
        return number;
    }
}
