package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.Stand.Drained;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.TextTable;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Whether a batch costs the same where millions of orders are stored. */
record GrowthPart(Workbench bench, Plan plan) implements Part.Measurement {

    @Override
    public void run(Protocol protocol) {
        long fed = plan.orders() * (1 + plan.repetitions()) * plan.stored().size();
        Map<Long, Figures> perSecond = new LinkedHashMap<>();
        try (GrowthBench growth = new GrowthBench(bench, plan, plan.book(bench, fed))) {
            growth.warmUp();
            for (long stored : plan.stored()) {
                bench.terminal().step("Filling the tables", () -> {
                    growth.fillUpTo(stored);
                    return growth;
                });
                bench.terminal().step("The first orders after that, not counted", () -> growth.drain(plan.orders()));
                long before = growth.stored();
                List<Drained> runs =
                        plan.repeat(bench, Format.number(before) + " orders stored", () -> growth.drain(plan.orders()));
                perSecond.put(before, Figures.of(runs, Drained::perSecond));
            }
        }
        double fewest = perSecond.values().iterator().next().median();
        TextTable table = new TextTable()
                .number("orders stored before")
                .number("orders/s")
                .number("share of the first");
        perSecond.forEach(
                (stored, figures) -> table.row(stored, figures.whole(), Format.decimal(figures.median() / fewest)));
        protocol.table("The whole pipeline where orders are stored already", table);
    }
}
