package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What it took to work off a backlog.
 *
 * @param runs at least one, all of the same setup
 * @param orders in the backlog
 */
record Consumption(List<Readings> runs, long orders) {

    private static final List<String> STEPS = List.of("poll", "parse", "write", "produce", "commit");
    private static final double MEBIBYTE = 1024.0 * 1024;

    void show(Protocol protocol) {
        protocol.table("Time of the processors, milliseconds for 1,000 orders", processors());
        protocol.table("Each loop by step, milliseconds for 1,000 orders", steps());
        protocol.table("The step \"write\" by table, milliseconds for 1,000 orders", tables());
        protocol.table("Memory under this load, MiB resident at most", memory());
    }

    private TextTable processors() {
        TextTable table = new TextTable().text("").number("processor time");
        for (String program : runs.get(0).cpu().keySet()) {
            table.row(program, perThousand(run -> run.cpu().get(program).toNanos() / 1e9));
        }
        return table;
    }

    private TextTable steps() {
        TextTable table = new TextTable().text("").text("step").number("time").number("of it on a processor");
        for (Stage stage : runs.get(0).steps().keySet()) {
            for (String step : STEPS) {
                table.row(
                        stage.service(),
                        step,
                        perThousand(run -> run.steps().get(stage).get(step)),
                        perThousand(run -> run.stepCpu().get(stage).get(step)));
            }
        }
        return table;
    }

    private TextTable tables() {
        TextTable table = new TextTable().text("").text("statements on").number("time");
        runs.get(0).tables().forEach((stage, names) -> {
            for (String name : names.keySet()) {
                table.row(stage.service(), name, perThousand(run -> run.tables()
                        .get(stage)
                        .getOrDefault(name, 0.0)));
            }
            table.row(stage.service(), "the rest, and the commit", perThousand(run -> withoutTables(run, stage)));
        });
        return table;
    }

    private static double withoutTables(Readings run, Stage stage) {
        double inTables = run.tables().get(stage).values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        return run.steps().get(stage).get("write") - inTables;
    }

    private TextTable memory() {
        TextTable table = new TextTable().text("").number("at most");
        for (Stage stage : runs.get(0).memory().keySet()) {
            table.row(
                    stage.service(),
                    Figures.of(runs, run -> run.memory().get(stage).peak() / MEBIBYTE)
                            .whole());
        }
        return table;
    }

    private String perThousand(ToDoubleFunction<Readings> seconds) {
        return Figures.of(runs, run -> seconds.applyAsDouble(run) * 1_000 * 1_000 / orders)
                .whole();
    }
}
