package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.LatencyBench.Latencies;
import dev.orderpipeline.benchmark.Setup.Size;
import dev.orderpipeline.benchmark.Stand.Drained;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.TextTable;
import java.util.List;

/** How long an order takes into the marts, on a calm day, on a busy one, and at half of what the pipeline can do. */
record LatencyPart(Workbench bench, Plan plan) implements Part.Measurement {

    private record Load(String name, double perSecond, int seconds) {

        long orders() {
            return Math.max(1, Math.round(perSecond * seconds));
        }
    }

    @Override
    public void run(Protocol protocol) {
        DrainBench drains = new DrainBench(bench, plan);
        List<Drained> full =
                plan.repeat(bench, "The whole pipeline, as fast as it can", () -> drains.whole(Size.USUAL));
        double half = Figures.of(full, Drained::perSecond).median() / 2;
        List<Load> loads = List.of(
                new Load("5 a minute", 5.0 / 60, 480),
                new Load("100 a second", 100, 60),
                new Load("%s a second, half of what it can".formatted(Format.number(half)), half, 30));

        TextTable table = new TextTable()
                .text("orders produced")
                .number("orders counted")
                .number("p50")
                .number("p99")
                .number("p99.9")
                .number("longest");
        long fed = loads.stream().mapToLong(Load::orders).sum();
        try (LatencyBench latencies = new LatencyBench(bench, plan, plan.book(bench, fed))) {
            latencies.warmUp();
            for (Load load : loads) {
                add(
                        table,
                        load,
                        bench.terminal().step(load.name(), () -> latencies.feed(load.orders(), load.perSecond())));
            }
        }
        protocol.table("From the source topic into the marts, milliseconds", table);
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
