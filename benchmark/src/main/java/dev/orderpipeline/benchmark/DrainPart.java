package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.DrainBench.Compared;
import dev.orderpipeline.benchmark.Setup.Size;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.List;
import java.util.Map;

/** How fast a backlog is worked off, against {@code COPY} of its rows, and what that takes. */
record DrainPart(Workbench bench, Plan plan) implements Part.Measurement {

    @Override
    public void run(Protocol protocol) {
        DrainBench drains = new DrainBench(bench, plan);
        List<Compared> whole = plan.repeat(bench, "The whole pipeline, and COPY", drains::wholeAndCopy);
        List<Map<Stage, Compared>> alone =
                plan.repeat(bench, "Each service alone, and COPY", () -> drains.alone(Size.USUAL));

        List<Compared> withoutForeignKeys = plan.repeat(
                bench, "The whole pipeline without foreign keys, and COPY", drains::wholeAndCopyWithoutForeignKeys);

        TextTable table = new TextTable()
                .text("")
                .number("orders/s")
                .number("COPY, orders/s")
                .number("ratio");
        BarChart chart =
                new BarChart("Orders a second, in per cent of what COPY does with their rows").yardstick("COPY", 100);
        add("the whole pipeline", whole, table, chart);
        for (Stage stage : Stage.values()) {
            List<Compared> ofStage = alone.stream().map(run -> run.get(stage)).toList();
            add(stage.service() + " alone", ofStage, table, chart);
        }
        add("the whole, no foreign keys", withoutForeignKeys, table, chart);
        protocol.table("A backlog of %s orders".formatted(Format.number(plan.orders())), table);
        protocol.chart(chart);
        new Consumption(whole.stream().map(run -> run.drained().readings()).toList(), plan.orders()).show(protocol);
    }

    private static void add(String what, List<Compared> runs, TextTable table, BarChart chart) {
        Figures perSecond = Figures.of(runs, run -> run.drained().perSecond());
        Figures copy = Figures.of(runs, Compared::copyPerSecond);
        Figures ratio = Figures.of(runs, Compared::ratio);
        table.row(what, perSecond.whole(), copy.whole(), ratio.precise());
        chart.bar(what, 100 * ratio.median());
    }
}
