package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.quickstart.check.Recount;
import dev.orderpipeline.quickstart.check.ReportQuestions;
import dev.orderpipeline.quickstart.service.Installation;
import dev.orderpipeline.quickstart.service.SqlFile;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** The time of the questions in {@code reporting}, with millions of stored orders, every fourth of them changed once. */
record QuestionsPart(BenchmarkContext context, BenchmarkOptions options) implements BenchmarkPart.Measurement {

    private static final int ORDERS_OF_A_USER = 12;

    /** Loaded in 100 seconds, after all others. */
    private static final int RECENT_ORDERS = 1_000;

    /** Every fourth order, also in {@code changed-orders.sql}. */
    private static final int CHANGED = 4;

    private static final List<String> LOOK_UPS =
            List.of("recently_loaded", "order", "order_history", "order_lines", "user_orders", "user_counters");

    private static final List<String> SUMS = List.of(
            "revenue_by_category_and_day",
            "revenue_by_restaurant_and_day",
            "top_products",
            "orders_by_day",
            "repeat_customers");

    /** Over the marts, which have no versions. */
    private static final List<String> MARTS = List.of("orders_by_category", "orders_by_product");

    @Override
    public void run(BenchmarkReport report) {
        try (MeasuredPipeline pipeline = MeasuredPipeline.start(context)) {
            pipeline.process(pipeline.backlog(
                    options.warmUp(), options.loadOrders(context, 0).records().iterator()));
            pipeline.stopServices();
            long stored = options.stored().get(options.stored().size() - 1);
            context.terminal().step("Filling the tables", () -> fill(pipeline, stored));
            report.paragraph(
                    "%s stored orders of %s, every fourth changed once. Warm: the median of %s runs after a first."
                            .formatted(
                                    Format.number(stored),
                                    Format.count(stored / ORDERS_OF_A_USER, "user"),
                                    Format.number(options.repetitions())));
            measure(report, pipeline.workspace().database(), StoredOrders.FIRST_ID + stored / 2 / CHANGED * CHANGED);
        }
    }

    private void measure(BenchmarkReport report, DataSource database, long orderId) {
        try (Connection connection = database.getConnection()) {
            QuestionTimer timer = new QuestionTimer(connection, options.repetitions());
            measureLookUps(report, timer, timer.parameters(orderId));
            measureSums(report, timer);
        } catch (SQLException e) {
            throw new IllegalStateException("The questions could not be measured: " + e.getMessage(), e);
        }
    }

    private void measureLookUps(BenchmarkReport report, QuestionTimer timer, Map<String, Object> parameters) {
        TextTable table = new TextTable()
                .text("look-up")
                .number("ms")
                .number("rows")
                .number("buffers")
                .text("plan");
        for (String name : LOOK_UPS) {
            Question question = question(name).with(parameters);
            QuestionTimer.Timed timed = time(name, timer, question);
            QueryPlan plan = timer.plan(question);
            table.row(name, Format.decimal(timed.milliseconds()), timed.rows(), plan.buffers(), plan.description());
        }
        report.table("Look-ups by key", table);
    }

    private void measureSums(BenchmarkReport report, QuestionTimer timer) {
        TextTable table = new TextTable()
                .text("question")
                .number("ms")
                .number("plain tables, ms")
                .number("ratio")
                .number("without versions, ms")
                .number("ratio")
                .number("MiB spilled")
                .text("plan");
        for (String name : SUMS) {
            Question question = question(name);
            double views = milliseconds(name, timer, question);
            double plain = milliseconds(name + " over plain tables", timer, question.over("plain"));
            double unversioned = milliseconds(name + " without versions", timer, question.over("unversioned"));
            QueryPlan plan = timer.plan(question);
            table.row(
                    name,
                    views,
                    plain,
                    Format.decimal(views / plain),
                    unversioned,
                    Format.decimal(views / unversioned),
                    plan.spilledMebibytes(),
                    plan.description());
        }
        for (String name : MARTS) {
            measureAlone(table, name, timer, question(name));
        }
        measureAlone(table, "recount", timer, new Question(Recount.SQL));
        report.table("Sums over all orders", table);
    }

    private void measureAlone(TextTable table, String name, QuestionTimer timer, Question question) {
        double milliseconds = milliseconds(name, timer, question);
        QueryPlan plan = timer.plan(question);
        table.row(name, milliseconds, "–", "–", "–", "–", plan.spilledMebibytes(), plan.description());
    }

    private double milliseconds(String name, QuestionTimer timer, Question question) {
        return time(name, timer, question).milliseconds();
    }

    private QuestionTimer.Timed time(String name, QuestionTimer timer, Question question) {
        return context.terminal().step("Measuring " + name, () -> timer.time(question));
    }

    private Question question(String name) {
        return new Question(new ReportQuestions(Installation.ofThisProgram()).sql(name));
    }

    /** Adds users, orders and changes, copies the current rows into plain tables, and writes it all to disk. */
    private static long fill(MeasuredPipeline pipeline, long stored) {
        JdbcTemplate jdbc = new JdbcTemplate(pipeline.workspace().database());
        jdbc.update(SqlFile.read(QuestionsPart.class, "stored-users.sql"), stored / ORDERS_OF_A_USER);
        StoredOrders orders = new StoredOrders(pipeline.workspace().database());
        orders.add(0, stored);
        jdbc.execute(SqlFile.read(QuestionsPart.class, "changed-orders.sql"));
        jdbc.execute(SqlFile.read(QuestionsPart.class, "plain-tables.sql"));
        jdbc.execute("VACUUM (FREEZE, ANALYZE)");
        pipeline.checkpoint();
        orders.add(stored, stored + RECENT_ORDERS);
        return stored;
    }
}
