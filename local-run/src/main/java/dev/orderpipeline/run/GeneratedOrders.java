package dev.orderpipeline.run;

import dev.orderpipeline.local.orders.GeneratorSettings;
import dev.orderpipeline.local.orders.OrderGenerator;
import dev.orderpipeline.local.orders.ReferenceEntry;
import dev.orderpipeline.local.orders.SourceRecord;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Orders made by the generator, which knows what it breaks on purpose. */
final class GeneratedOrders implements OrderSource {

    private final long orders;
    private final long seed;
    private final OrderGenerator generator;

    GeneratedOrders(long orders, long seed) {
        this.orders = orders;
        this.seed = seed;
        this.generator = new OrderGenerator(GeneratorSettings.defaults(orders).withSeed(seed));
    }

    @Override
    public String options() {
        return "--orders %d --seed %d".formatted(orders, seed);
    }

    @Override
    public Map<String, String> reference() {
        return generator.reference().collect(Collectors.toMap(ReferenceEntry::key, ReferenceEntry::value));
    }

    @Override
    public Stream<SourceRecord> records() {
        return generator.records();
    }

    @Override
    public boolean knowsPoison() {
        return true;
    }
}
