package dev.orderpipeline.generator.feed;

import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.order.GeneratorSettings;
import dev.orderpipeline.generator.order.InvalidRecordKind;
import dev.orderpipeline.generator.order.OrderGenerator;
import dev.orderpipeline.generator.order.SourceRecord;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Generated orders, with invalid records among them. */
public final class GeneratedOrders implements OrderSource {

    private static final String MISSING_REFERENCE = "REFERENCE_NOT_FOUND";

    /** A feed of so many takes hours. */
    public static final long MAX_ORDERS = 1_000_000_000;

    private final long orders;
    private final long seed;
    private final OrderGenerator generator;

    public GeneratedOrders(long orders, long seed) {
        this.orders = orders;
        this.seed = seed;
        this.generator = new OrderGenerator(GeneratorSettings.defaults(orders, seed));
    }

    @Override
    public String options() {
        return "--orders %d --seed %d".formatted(orders, seed);
    }

    @Override
    public Map<String, String> reference() {
        return generator.reference();
    }

    @Override
    public Stream<SourceRecord> records() {
        return generator.records();
    }

    @Override
    public List<String> explanation(long messages) {
        int invalid = InvalidRecordKind.values().length;
        long stored = Stream.of(InvalidRecordKind.values())
                .filter(kind -> kind.errorCode().equals(MISSING_REFERENCE))
                .count();
        return List.of(
                "Of the %s messages, %d are invalid records, which become dead letters."
                        .formatted(Format.number(messages), invalid),
                "The others belong to %s orders: some are later versions, some duplicates."
                        .formatted(Format.number(orders)),
                "stg.order_events has a row for each order, and for %d invalid records which".formatted(stored),
                "only lack the reference data of a user, restaurant or product.");
    }

    @Override
    public boolean hasExpectedErrorCodes() {
        return true;
    }
}
