package dev.orderpipeline.testing.hostile;

import java.util.Locale;
import java.util.Random;

/** Texts as JSON. */
public final class JsonText {

    private JsonText() {}

    /** The text in quotes, with no more escapes than it needs, in the way that is usual. */
    public static String quoted(String text) {
        StringBuilder json = new StringBuilder(text.length() + 2).append('"');
        for (int index = 0; index < text.length(); index++) {
            char unit = text.charAt(index);
            switch (unit) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\b' -> json.append("\\b");
                case '\t' -> json.append("\\t");
                case '\n' -> json.append("\\n");
                case '\f' -> json.append("\\f");
                case '\r' -> json.append("\\r");
                default -> json.append(unit < ' ' ? escaped(unit) : Character.toString(unit));
            }
        }
        return json.append('"').toString();
    }

    /** The same text, some of its characters escaped although they need not be. */
    static String oddlyQuoted(String text, Random random) {
        StringBuilder json = new StringBuilder().append('"');
        for (int index = 0; index < text.length(); index++) {
            char unit = text.charAt(index);
            boolean mustBeEscaped = unit < ' ' || unit == '"' || unit == '\\' || Character.isSurrogate(unit);
            if (unit == '/' && random.nextBoolean()) {
                json.append("\\/");
            } else if (mustBeEscaped || random.nextInt(4) == 0) {
                json.append(random.nextBoolean() ? escaped(unit) : escaped(unit).toLowerCase(Locale.ROOT));
            } else {
                json.append(unit);
            }
        }
        return json.append('"').toString();
    }

    private static String escaped(char unit) {
        return "\\u%04X".formatted((int) unit);
    }
}
