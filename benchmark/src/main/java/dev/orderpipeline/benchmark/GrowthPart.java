package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.MeasuredPipeline.Drained;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.TextTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The throughput with millions of stored orders. */
record GrowthPart(BenchmarkContext context, BenchmarkOptions options) implements BenchmarkPart.Measurement {

    @Override
    public void run(BenchmarkReport report) {
        long fed = options.orders()
                * (1 + options.repetitions())
                * options.stored().size();
        Map<Long, Samples> perSecond = new LinkedHashMap<>();
        try (GrowthBench growth = new GrowthBench(context, options, options.loadOrders(context, fed))) {
            growth.warmUp();
            for (long stored : options.stored()) {
                context.terminal().step("Filling the tables", () -> {
                    growth.fillUpTo(stored);
                    return growth;
                });
                context.terminal().step("Warming up after filling the tables", () -> growth.drain(options.orders()));
                long before = growth.stored();
                List<Drained> runs = options.repeat(
                        context, Format.number(before) + " stored orders", () -> growth.drain(options.orders()));
                perSecond.put(before, Samples.of(runs, Drained::perSecond));
            }
        }
        double first = perSecond.values().iterator().next().median();
        TextTable table =
                new TextTable().number("stored orders").number("orders/s").number("relative to the first");
        perSecond.forEach(
                (stored, samples) -> table.row(stored, samples.whole(), Format.decimal(samples.median() / first)));
        report.table("The whole pipeline with stored orders", table);
    }
}
