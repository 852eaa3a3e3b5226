package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.MeasuredPipeline.Drained;
import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.ArrayList;
import java.util.List;

/** Drains of the whole pipeline, a row each: throughput, CPU time of an order, and the most memory each service had resident. */
final class DrainTable {

    private final TextTable table;

    /** @param first the name of the first column */
    DrainTable(String first) {
        table = new TextTable().text(first).number("orders/s");
        for (Stage stage : Stage.values()) {
            table.number(stage.service() + ", µs");
        }
        table.number("all three, µs").number("PostgreSQL, µs");
        for (Stage stage : Stage.values()) {
            table.number(stage.service() + ", MiB");
        }
    }

    /** @param runs at least one */
    void row(String name, List<Drained> runs) {
        List<Object> row = new ArrayList<>(
                List.of(name, Samples.of(runs, Drained::perSecond).whole()));
        for (Stage stage : Stage.values()) {
            row.add(Samples.of(runs, run -> microseconds(stage.service(), run)).whole());
        }
        row.add(Samples.of(runs, DrainTable::microsecondsOfServices).whole());
        row.add(Samples.of(runs, run -> microseconds("PostgreSQL", run)).whole());
        for (Stage stage : Stage.values()) {
            row.add(Samples.of(runs, run -> run.usage().peakMemory(stage)).whole());
        }
        table.row(row.toArray());
    }

    TextTable table() {
        return table;
    }

    /** CPU time of the three services for an order. */
    private static double microsecondsOfServices(Drained run) {
        double sum = 0;
        for (Stage stage : Stage.values()) {
            sum += microseconds(stage.service(), run);
        }
        return sum;
    }

    private static double microseconds(String program, Drained run) {
        return run.usage().cpu().getOrDefault(program, 0.0) * 1e6 / run.records();
    }
}
