package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.DrainBenchmark.Compared;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.quickstart.service.PerStage;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.List;

/** The throughput of a backlog against {@code COPY} of its rows, and its resource usage. */
record DrainPart(BenchmarkContext context, BenchmarkOptions options) implements BenchmarkPart.Measurement {

    @Override
    public void run(BenchmarkReport report) {
        DrainBenchmark drains = new DrainBenchmark(context, options);
        List<Compared> whole = options.repeat(context, "The whole pipeline, and COPY", drains::wholeAndCopy);
        List<PerStage<Compared>> alone =
                options.repeat(context, "Each service alone, and COPY", () -> drains.alone(Topology.DEFAULT));

        List<Compared> withoutForeignKeys = options.repeat(
                context, "The whole pipeline without foreign keys, and COPY", drains::wholeAndCopyWithoutForeignKeys);

        TextTable table = new TextTable()
                .text("")
                .number("orders/s")
                .number("COPY, orders/s")
                .number("ratio");
        BarChart chart = new BarChart("Orders per second, in percent of COPY of the same rows").baseline("COPY", 100);
        add("the whole pipeline", whole, table, chart);
        for (Stage stage : Stage.values()) {
            List<Compared> ofStage = alone.stream().map(run -> run.get(stage)).toList();
            add(stage.service() + " alone", ofStage, table, chart);
        }
        add("without foreign keys", withoutForeignKeys, table, chart);
        report.table("A backlog of %s orders".formatted(Format.number(options.orders())), table);
        report.chart(chart);
        new UsageTables(whole.stream().map(run -> run.drained().usage()).toList(), options.orders()).show(report);
    }

    private static void add(String what, List<Compared> runs, TextTable table, BarChart chart) {
        Samples perSecond = Samples.of(runs, run -> run.drained().perSecond());
        Samples copy = Samples.of(runs, Compared::copyPerSecond);
        Samples ratio = Samples.of(runs, Compared::ratio);
        table.row(what, perSecond.whole(), copy.whole(), ratio.precise());
        chart.bar(what, 100 * ratio.median());
    }
}
