package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.Setup.Size;
import dev.orderpipeline.benchmark.Stand.Drained;
import dev.orderpipeline.generator.order.SourceRecord;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.Iterator;
import java.util.List;

/** A pipeline whose tables are filled with orders of long ago. */
final class GrowthBench implements AutoCloseable {

    private final Plan plan;
    private final Iterator<SourceRecord> orders;
    private final Stand stand;
    private long stored;

    /** @param book enough orders for the warm-up and all that is drained */
    GrowthBench(Workbench bench, Plan plan, OrderBook book) {
        this.plan = plan;
        this.orders = book.orders();
        this.stand = Stand.start(bench, Setup.forDrain(List.of(Stage.values()), Size.USUAL));
    }

    void warmUp() {
        stand.process(Backlog.ofOrders(stand.site(), Backlog.first(plan.warmUp(), orders)));
        stored = plan.warmUp();
    }

    /** How many orders the tables hold. */
    long stored() {
        return stored;
    }

    Drained drain(long count) {
        Drained drained = stand.drain(Backlog.ofOrders(stand.site(), Backlog.first(count, orders)));
        stored += drained.records();
        return drained;
    }

    /** Adds orders until there are so many, if there are not, and has all of it written to disk. */
    void fillUpTo(long count) {
        if (count > stored) {
            new StoredOrders(stand.site().database()).add(stored, count);
            stored = count;
        }
        stand.checkpoint();
    }

    @Override
    public void close() {
        stand.close();
    }
}
