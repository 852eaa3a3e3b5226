package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.order.GeneratorSettings;
import dev.orderpipeline.generator.order.OrderGenerator;
import dev.orderpipeline.generator.order.ReferenceEntry;
import dev.orderpipeline.generator.order.SourceRecord;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Orders like those of the known stream: one valid message each, so that each has rows in every table. The seed determines
 * them; users and restaurants do not depend on the number of orders.
 */
final class BenchmarkOrders {

    private static final int USERS = 5_000;
    private static final int RESTAURANTS = 200;

    private final OrderGenerator generator;

    /** @param orders number of orders */
    BenchmarkOrders(long orders, long seed) {
        generator = new OrderGenerator(new GeneratorSettings(seed, orders, USERS, RESTAURANTS, 0, 0, 0, 0));
    }

    /** Users and restaurants of the orders: JSON by id. */
    Map<String, String> reference() {
        return generator.reference().collect(Collectors.toMap(ReferenceEntry::key, ReferenceEntry::value));
    }

    /** All orders, from the first. */
    Iterator<SourceRecord> orders() {
        return generator.records().iterator();
    }
}
