package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.MeasuredPipeline.Drained;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.order.OrderGenerator;
import dev.orderpipeline.generator.order.SourceRecord;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;

/** The throughput, CPU time and memory of a backlog with many users, restaurants, products and versions, against a plain one. */
final class VarietyPart implements BenchmarkPart.Measurement {

    private final BenchmarkContext context;
    private final BenchmarkOptions options;

    VarietyPart(BenchmarkContext context, BenchmarkOptions options) {
        this.context = context;
        this.options = options;
    }

    /** A plain and a varied backlog, one after the other. */
    private record Pair(Drained plain, Drained varied) {

        double ratio() {
            return varied.perSecond() / plain.perSecond();
        }
    }

    @Override
    public void run(BenchmarkReport report) {
        List<Pair> pairs = options.repeat(
                context,
                "A plain and a varied backlog",
                () -> new Pair(
                        drain(() -> options.loadOrders(context, options.orders())),
                        drain(() -> options.loadVariedOrders(context, options.orders()))));

        DrainTable table = new DrainTable("backlog");
        table.row("plain", pairs.stream().map(Pair::plain).toList());
        table.row("varied", pairs.stream().map(Pair::varied).toList());
        report.paragraph("""
                Plain: 5,000 users, 200 restaurants with 18 products each on average, every order in one version. Varied: 200,000 users, \
                5,000 restaurants with 80, a fifth of the orders in several versions, a tenth of these out of \
                order; each message counts as an order. Throughput of varied against plain: %s.""".formatted(Samples.of(pairs, Pair::ratio).precise()));
        report.table("A backlog of %s orders with variety".formatted(Format.number(options.orders())), table.table());
    }

    private Drained drain(Supplier<OrderGenerator> orders) {
        Iterator<SourceRecord> records = orders.get().records().iterator();
        try (MeasuredPipeline pipeline = MeasuredPipeline.start(context)) {
            pipeline.process(pipeline.backlog(options.warmUp(), records));
            pipeline.checkpoint();
            return pipeline.drain(pipeline.backlog(options.orders(), records));
        }
    }
}
