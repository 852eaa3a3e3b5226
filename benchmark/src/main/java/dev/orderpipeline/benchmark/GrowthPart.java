package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.MeasuredPipeline.Drained;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.generator.order.SourceRecord;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The throughput with millions of stored orders: a pipeline whose tables are filled with orders of long ago. */
record GrowthPart(BenchmarkContext context, BenchmarkOptions options) implements BenchmarkPart.Measurement {

    @Override
    public void run(BenchmarkReport report) {
        long fed = options.orders()
                * (1 + options.repetitions())
                * options.stored().size();
        Map<Long, Samples> perSecond = new LinkedHashMap<>();
        Iterator<SourceRecord> orders =
                options.loadOrders(context, fed).records().iterator();
        try (MeasuredPipeline pipeline = MeasuredPipeline.start(context)) {
            Supplier<Drained> drain = () -> pipeline.drain(pipeline.backlog(options.orders(), orders));
            pipeline.process(pipeline.backlog(options.warmUp(), orders));
            long stored = options.warmUp();
            for (long wanted : options.stored()) {
                long present = stored;
                long filled = Math.max(present, wanted);
                context.terminal().step("Filling the tables", () -> fill(pipeline, present, filled));
                context.terminal().step("Warming up after filling the tables", drain);
                long before = filled + options.orders();
                List<Drained> runs = options.repeat(context, Format.number(before) + " stored orders", drain);
                perSecond.put(before, Samples.of(runs, Drained::perSecond));
                stored = before + options.repetitions() * options.orders();
            }
        }
        double first = perSecond.values().iterator().next().median();
        TextTable table =
                new TextTable().number("stored orders").number("orders/s").number("relative to the first");
        perSecond.forEach(
                (stored, samples) -> table.row(stored, samples.whole(), Format.decimal(samples.median() / first)));
        report.table("The whole pipeline with stored orders", table);
    }

    /** Adds orders up to a number, and forces a checkpoint. */
    private static long fill(MeasuredPipeline pipeline, long present, long wanted) {
        if (wanted > present) {
            new StoredOrders(pipeline.workspace().database()).add(present, wanted);
        }
        pipeline.checkpoint();
        return wanted;
    }
}
