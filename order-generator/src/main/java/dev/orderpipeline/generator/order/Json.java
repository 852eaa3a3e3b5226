package dev.orderpipeline.generator.order;

import java.math.BigDecimal;
import tools.jackson.core.io.JsonStringEncoder;

/** Pieces of JSON text, in the style of the source: a space after each comma and colon, no escapes without need. */
final class Json {

    private Json() {}

    static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }

    /** An amount of money: roubles, with a fraction only where there are kopecks. */
    static String money(long kopecks) {
        return kopecks % 100 == 0
                ? Long.toString(kopecks / 100)
                : BigDecimal.valueOf(kopecks, 2).toPlainString();
    }
}
