package dev.orderpipeline.generator.order;

import tools.jackson.core.io.JsonStringEncoder;

/** Pieces of JSON text, in the style of the source: a space after each comma and colon, no escapes without need. */
final class Json {

    private Json() {}

    static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + '"';
    }

    /** An amount of money: roubles, with a fraction only where there are kopecks. */
    static void appendMoney(StringBuilder json, long kopecks) {
        json.append(kopecks / 100);
        long rest = kopecks % 100;
        if (rest != 0) {
            json.append('.').append((char) ('0' + rest / 10)).append((char) ('0' + rest % 10));
        }
    }
}
