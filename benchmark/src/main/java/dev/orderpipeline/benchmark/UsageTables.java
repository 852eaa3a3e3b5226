package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.ResourceUsage.Kind;
import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** The resource usage of drains as tables. */
final class UsageTables {

    private static final List<String> STEPS = List.of("poll", "parse", "write", "produce", "commit");

    private final List<ResourceUsage> runs;
    private final long orders;

    /**
     * @param runs at least one, all of the same deployment
     * @param orders in the backlog
     */
    UsageTables(List<ResourceUsage> runs, long orders) {
        this.runs = runs;
        this.orders = orders;
    }

    void show(BenchmarkReport report) {
        showProcessors(report);
        report.table("Each loop by step, milliseconds per 1,000 orders", steps());
        report.table("The step \"write\" by table, milliseconds per 1,000 orders", tables());
        report.table("Memory under load, maximum resident set in MiB", memory());
    }

    void showProcessors(BenchmarkReport report) {
        report.table("CPU time, milliseconds per 1,000 orders", processors());
    }

    private TextTable processors() {
        TextTable table = new TextTable().text("").number("CPU time");
        for (String program : runs.get(0).cpu().keySet()) {
            table.row(program, perThousand(run -> run.cpu().get(program)));
        }
        return table;
    }

    private TextTable steps() {
        TextTable table = new TextTable().text("").text("step").number("time").number("CPU time");
        for (Stage stage : runs.get(0).stages()) {
            for (String step : STEPS) {
                table.row(
                        stage.service(),
                        step,
                        perThousand(run -> run.seconds(stage, Kind.STEP, step)),
                        perThousand(run -> run.seconds(stage, Kind.STEP_CPU, step)));
            }
        }
        return table;
    }

    private TextTable tables() {
        TextTable table = new TextTable().text("").text("statements on").number("time");
        for (Stage stage : runs.get(0).stages()) {
            for (String name : runs.get(0).tables(stage)) {
                table.row(stage.service(), name, perThousand(run -> run.seconds(stage, Kind.TABLE, name)));
            }
            table.row(stage.service(), "other statements and commit", perThousand(run -> withoutTables(run, stage)));
        }
        return table;
    }

    private static double withoutTables(ResourceUsage run, Stage stage) {
        return run.seconds(stage, Kind.STEP, "write")
                - run.tables(stage).stream()
                        .mapToDouble(name -> run.seconds(stage, Kind.TABLE, name))
                        .sum();
    }

    private TextTable memory() {
        TextTable table = new TextTable().text("").number("max");
        for (Stage stage : runs.get(0).memory().keySet()) {
            table.row(
                    stage.service(),
                    Samples.of(runs, run -> run.peakMemory(stage)).whole());
        }
        return table;
    }

    private String perThousand(ToDoubleFunction<ResourceUsage> seconds) {
        return Samples.of(runs, run -> seconds.applyAsDouble(run) * 1_000 * 1_000 / orders)
                .whole();
    }
}
