package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.Deployment.Topology;
import dev.orderpipeline.benchmark.MeasuredPipeline.Drained;
import dev.orderpipeline.generator.order.SourceRecord;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.Iterator;
import java.util.List;

/** A pipeline whose tables are filled with orders of long ago. */
final class GrowthBench implements AutoCloseable {

    private final BenchmarkOptions options;
    private final Iterator<SourceRecord> orders;
    private final MeasuredPipeline pipeline;
    private long stored;

    /** @param source enough orders for the warm-up and all that is drained */
    GrowthBench(BenchmarkContext context, BenchmarkOptions options, BenchmarkOrders source) {
        this.options = options;
        this.orders = source.orders();
        this.pipeline = MeasuredPipeline.start(context, Deployment.forDrain(List.of(Stage.values()), Topology.DEFAULT));
    }

    void warmUp() {
        pipeline.process(Backlog.ofOrders(pipeline.workspace(), Backlog.first(options.warmUp(), orders)));
        stored = options.warmUp();
    }

    /** How many orders the tables hold. */
    long stored() {
        return stored;
    }

    Drained drain(long count) {
        Drained drained = pipeline.drain(Backlog.ofOrders(pipeline.workspace(), Backlog.first(count, orders)));
        stored += drained.records();
        return drained;
    }

    /** Adds orders until there are so many, if there are not, and has all of it written to disk. */
    void fillUpTo(long count) {
        if (count > stored) {
            new StoredOrders(pipeline.workspace().database()).add(stored, count);
            stored = count;
        }
        pipeline.checkpoint();
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
