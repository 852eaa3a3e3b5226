package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.order.GeneratorSettings;
import dev.orderpipeline.generator.order.OrderGenerator;
import dev.orderpipeline.generator.order.ReferenceEntry;
import dev.orderpipeline.generator.order.SourceRecord;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Orders as the known stream has them: one message for each, all of them valid, so that each leaves its rows in every
 * table. The same seed gives the same ones, of the same users and restaurants however many there are.
 */
final class OrderBook {

    private static final int USERS = 5_000;
    private static final int RESTAURANTS = 200;

    private final OrderGenerator generator;

    /** @param orders how many there are */
    OrderBook(long orders, long seed) {
        generator = new OrderGenerator(new GeneratorSettings(seed, orders, USERS, RESTAURANTS, 0, 0, 0, 0));
    }

    /** The users and restaurants that the orders name: JSON by id. */
    Map<String, String> reference() {
        return generator.reference().collect(Collectors.toMap(ReferenceEntry::key, ReferenceEntry::value));
    }

    /** All orders, from the first. */
    Iterator<SourceRecord> orders() {
        return generator.records().iterator();
    }
}
