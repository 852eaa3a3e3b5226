package dev.orderpipeline.common.value;

/**
 * White space as Unicode defines it, including no-break spaces (which {@link String#strip} keeps), and zero-width
 * characters such as the byte order mark. It is invisible at the ends of a text, so business keys must not differ in it
 * alone. Inside a text it is kept: joiners have a meaning there.
 */
public final class WhiteSpace {

    private WhiteSpace() {}

    /** The text without leading and trailing white space; possibly empty. */
    public static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isWhite(text.charAt(start))) {
            start++;
        }
        while (start < end && isWhite(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    public static boolean isBlank(String text) {
        for (int index = 0; index < text.length(); index++) {
            if (!isWhite(text.charAt(index))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isWhite(char character) {
        if (character < 0x80) {
            return character <= ' ' && Character.isWhitespace(character);
        }
        return switch (character) {
            case '\u0085', // next line
                    '\u180E', // Mongolian vowel separator
                    '\u200B', // zero width space
                    '\u200C', // zero width non-joiner
                    '\u200D', // zero width joiner
                    '\u200E', // left-to-right mark
                    '\u200F', // right-to-left mark
                    '\u2060', // word joiner
                    '\uFEFF' // zero width no-break space, the byte order mark
            -> true;
            default -> Character.isSpaceChar(character);
        };
    }
}
