package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.MeasuredPipeline.Drained;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.generator.order.OrderGenerator;
import dev.orderpipeline.generator.order.SourceRecord;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/**
 * The throughput with millions of stored orders: a pipeline whose tables are filled with orders of long ago, for plain orders, and
 * another one for varied ones.
 */
record GrowthPart(BenchmarkContext context, BenchmarkOptions options) implements BenchmarkPart.Measurement {

    private record Row(long stored, Samples perSecond) {

        double ratio(Row other) {
            return perSecond.median() / other.perSecond.median();
        }
    }

    @Override
    public void run(BenchmarkReport report) {
        long fed = options.orders()
                * (1 + options.repetitions())
                * options.stored().size();
        List<Row> plain = measure("plain", options.loadOrders(context, fed));
        List<Row> varied = measure("varied", options.loadVariedOrders(context, fed));

        TextTable table = new TextTable()
                .number("stored orders")
                .number("plain, orders/s")
                .number("relative to the first")
                .number("varied, orders/s")
                .number("relative to the first")
                .number("varied to plain");
        for (int i = 0; i < plain.size(); i++) {
            table.row(
                    plain.get(i).stored(),
                    plain.get(i).perSecond().whole(),
                    Format.decimal(plain.get(i).ratio(plain.get(0))),
                    varied.get(i).perSecond().whole(),
                    Format.decimal(varied.get(i).ratio(varied.get(0))),
                    Format.decimal(varied.get(i).ratio(plain.get(i))));
        }
        report.table("The whole pipeline with stored orders", table);
    }

    private List<Row> measure(String kind, OrderGenerator generator) {
        List<Row> rows = new ArrayList<>();
        Iterator<SourceRecord> orders = generator.records().iterator();
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
                List<Drained> runs = options.repeat(
                        context, "%s stored orders, %s backlog".formatted(Format.number(before), kind), drain);
                rows.add(new Row(before, Samples.of(runs, Drained::perSecond)));
                stored = before + options.repetitions() * options.orders();
            }
        }
        return rows;
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
