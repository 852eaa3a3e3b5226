package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.MeasuredPipeline.Drained;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.generator.order.SourceRecord;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.Iterator;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.ToDoubleFunction;
import javax.sql.DataSource;

/** PostgreSQL's execution time by table and by foreign key: in the pipeline, and in {@code COPY} of the same rows. */
record StatementsPart(BenchmarkContext context, BenchmarkOptions options) implements BenchmarkPart.Measurement {

    @Override
    public void run(BenchmarkReport report) {
        Iterator<SourceRecord> records =
                options.loadOrders(context, options.orders()).records().iterator();
        try (MeasuredPipeline pipeline = MeasuredPipeline.start(context)) {
            DataSource database = pipeline.workspace().database();
            Drained drained = context.terminal().step("The pipeline", () -> drain(pipeline, records, database));
            StatementTimes ofPipeline = StatementTimes.read(database, options.orders());
            StatementTimes ofCopy = context.terminal().step("COPY", () -> copy(pipeline, database));
            show(ofPipeline, ofCopy, report);
            new UsageTables(List.of(drained.usage()), options.orders()).showProcessors(report);
        }
    }

    private Drained drain(MeasuredPipeline pipeline, Iterator<SourceRecord> records, DataSource database) {
        pipeline.process(pipeline.backlog(options.warmUp(), records));
        pipeline.checkpoint();
        StatementTimes.reset(database);
        return pipeline.drain(pipeline.backlog(options.orders(), records));
    }

    private StatementTimes copy(MeasuredPipeline pipeline, DataSource database) {
        pipeline.stopServices();
        StatementTimes.reset(database);
        CopyBaseline baseline = new CopyBaseline(database);
        for (Stage stage : Stage.values()) {
            baseline.seconds(stage);
        }
        return StatementTimes.read(database, (double) CopyBaseline.REPETITIONS * (options.warmUp() + options.orders()));
    }

    private void show(StatementTimes pipeline, StatementTimes copy, BenchmarkReport report) {
        TextTable statements =
                new TextTable().text("statements on").number("pipeline, µs").number("COPY, µs");
        SortedSet<String> tables = union(pipeline.tables(), copy.tables());
        for (String table : tables) {
            statements.row(table, Format.decimal(pipeline.statements(table)), Format.decimal(copy.statements(table)));
        }
        statements.row("all tables", sum(tables, pipeline::statements), sum(tables, copy::statements));
        report.table("Execution time of an order, by table", statements);

        TextTable checks = new TextTable()
                .text("looked up in")
                .number("pipeline, checks")
                .number("pipeline, µs")
                .number("COPY, checks")
                .number("COPY, µs");
        SortedSet<String> checked = union(pipeline.checkedTables(), copy.checkedTables());
        for (String table : checked) {
            checks.row(
                    table,
                    Format.decimal(pipeline.checkCount(table)),
                    Format.decimal(pipeline.checks(table)),
                    Format.decimal(copy.checkCount(table)),
                    Format.decimal(copy.checks(table)));
        }
        checks.row(
                "all",
                sum(checked, pipeline::checkCount),
                sum(checked, pipeline::checks),
                sum(checked, copy::checkCount),
                sum(checked, copy::checks));
        report.table("Of it, checks of foreign keys", checks);
    }

    private static SortedSet<String> union(SortedSet<String> one, SortedSet<String> other) {
        SortedSet<String> all = new TreeSet<>(one);
        all.addAll(other);
        return all;
    }

    private static String sum(SortedSet<String> tables, ToDoubleFunction<String> value) {
        return Format.decimal(tables.stream().mapToDouble(value).sum());
    }
}
