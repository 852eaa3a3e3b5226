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
 * The throughput with millions of stored orders. Plain and varied orders have a pipeline each, whose tables are filled with old
 * orders.
 */
record GrowthPart(BenchmarkContext context, BenchmarkOptions options) implements BenchmarkPart.Measurement {

    /** The throughput with a number of stored orders. */
    private record Measured(long stored, Samples perSecond) {

        String relativeTo(Measured other) {
            return Format.decimal(perSecond.median() / other.perSecond.median());
        }
    }

    @Override
    public void run(BenchmarkReport report) {
        long fed = options.orders()
                * (1 + options.repetitions())
                * options.stored().size();
        List<Measured> plain = measure("plain", options.loadOrders(context, fed));
        List<Measured> varied = measure("varied", options.loadVariedOrders(context, fed));

        TextTable table = new TextTable()
                .number("stored orders")
                .number("plain, orders/s")
                .number("plain, to the first")
                .number("varied, orders/s")
                .number("varied, to the first")
                .number("varied to plain");
        for (int i = 0; i < plain.size(); i++) {
            Measured ofPlain = plain.get(i);
            Measured ofVaried = varied.get(i);
            table.row(
                    ofPlain.stored(),
                    ofPlain.perSecond().whole(),
                    ofPlain.relativeTo(plain.get(0)),
                    ofVaried.perSecond().whole(),
                    ofVaried.relativeTo(varied.get(0)),
                    ofVaried.relativeTo(ofPlain));
        }
        report.table("The whole pipeline with stored orders", table);
    }

    private List<Measured> measure(String kind, OrderGenerator generator) {
        List<Measured> measured = new ArrayList<>();
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
                measured.add(new Measured(before, Samples.of(runs, Drained::perSecond)));
                stored = before + options.repetitions() * options.orders();
            }
        }
        return measured;
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
