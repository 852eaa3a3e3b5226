package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.Deployment.Topology;
import dev.orderpipeline.benchmark.LatencyBench.Latencies;
import dev.orderpipeline.benchmark.MeasuredPipeline.Drained;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.TextTable;
import java.util.List;

/** The latency of an order at a low and a high rate, and at half of the maximum throughput. */
record LatencyPart(BenchmarkContext context, BenchmarkOptions options) implements BenchmarkPart.Measurement {

    private record Load(String name, double perSecond, int seconds) {

        long orders() {
            return Math.max(1, Math.round(perSecond * seconds));
        }
    }

    @Override
    public void run(BenchmarkReport report) {
        DrainBenchmark drains = new DrainBenchmark(context, options);
        List<Drained> full =
                options.repeat(context, "The whole pipeline, full load", () -> drains.whole(Topology.DEFAULT));
        double half = Samples.of(full, Drained::perSecond).median() / 2;
        List<Load> loads = List.of(
                new Load("5 a minute", 5.0 / 60, 480),
                new Load("100 a second", 100, 60),
                new Load("%s a second, half of the maximum".formatted(Format.number(half)), half, 30));

        TextTable table = new TextTable()
                .text("orders produced")
                .number("orders counted")
                .number("p50")
                .number("p99")
                .number("p99.9")
                .number("max");
        long fed = loads.stream().mapToLong(Load::orders).sum();
        try (LatencyBench latencies = new LatencyBench(context, options, options.loadOrders(context, fed))) {
            latencies.warmUp();
            for (Load load : loads) {
                add(
                        table,
                        load,
                        context.terminal().step(load.name(), () -> latencies.feed(load.orders(), load.perSecond())));
            }
        }
        report.table("From the source topic into the marts, milliseconds", table);
    }

    private static void add(TextTable table, Load load, Latencies latencies) {
        table.row(
                load.name(),
                "%s of %s".formatted(Format.number(latencies.orders()), Format.number(load.orders())),
                latencies.percentile(0.5),
                latencies.percentile(0.99),
                latencies.percentile(0.999),
                latencies.percentile(1));
    }
}
