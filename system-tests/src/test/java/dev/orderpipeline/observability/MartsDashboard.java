package dev.orderpipeline.observability;

import dev.orderpipeline.quickstart.check.ReportQuestions;
import dev.orderpipeline.quickstart.service.Installation;
import java.util.List;

/** The dashboard of whoever wants to know what is ordered: the questions of reports, as the role {@code dwh_reader}. */
final class MartsDashboard {

    private static final ReportQuestions QUESTIONS = new ReportQuestions(Installation.ofThisProgram());

    private MartsDashboard() {}

    /** It is not refreshed by itself: most of its queries read all orders. */
    static Dashboard create() {
        return new Dashboard("order-pipeline-marts", "Order pipeline: marts", "", "now-6h")
                .variable(Variable.of(DataSource.POSTGRESQL))
                .variable(Variable.oneOf("top", "Bars", List.of("10", "20", "50")))
                .variable(Variable.oneOf("days", "Days", List.of("30", "90", "365")))
                .heading("Totals")
                .band(
                        4,
                        Panel.numbers(
                                        DataSource.POSTGRESQL,
                                        "Orders",
                                        "short",
                                        "Of any status, in their newest version.")
                                .sql(of("orders_by_day", "SELECT sum(orders) AS orders FROM (%s) AS answer")),
                        Panel.numbers(DataSource.POSTGRESQL, "Total revenue", "short", "Payments of closed orders.")
                                .sql(of("orders_by_day", "SELECT sum(revenue) AS revenue FROM (%s) AS answer")),
                        Panel.numbers(DataSource.POSTGRESQL, "Users", "short", "Who have a closed order.")
                                .sql(of("repeat_customers", "SELECT sum(users) AS users FROM (%s) AS answer")),
                        Panel.numbers(DataSource.POSTGRESQL, "Counters", "short", "Rows of the two marts.")
                                .sql("""
                                SELECT (SELECT count(*) FROM cdm.user_product_counters) AS products,
                                       (SELECT count(*) FROM cdm.user_category_counters) AS categories
                                """))
                .heading("Categories and dishes")
                .band(
                        9,
                        Panel.bars("Orders by category", "short", "Closed orders, each once for a category.")
                                .sql(top("orders_by_category", "category_name", "orders")),
                        Panel.bars("Unique users by category", "short", "")
                                .sql(top("orders_by_category", "category_name", "users")))
                .band(
                        9,
                        Panel.bars("Orders by dish", "short", "Closed orders that contain it, whatever the quantity.")
                                .sql(top("orders_by_product", "product_name", "orders")),
                        Panel.bars("Unique users by dish", "short", "")
                                .sql(top("orders_by_product", "product_name", "users")))
                .heading("Revenue")
                .band(
                        9,
                        Panel.columns(
                                        "Revenue by day",
                                        "short",
                                        "Payments of closed orders, of the last days that have orders.")
                                .sql(of("orders_by_day", """
                                        SELECT to_char(day, 'YYYY-MM-DD') AS day, revenue
                                          FROM (SELECT * FROM (%s) AS answer ORDER BY day DESC LIMIT $days) AS newest
                                         ORDER BY day
                                        """)),
                        Panel.columns("Orders by day", "short", "Of any status, of the last days that have orders.")
                                .sql(of("orders_by_day", """
                                        SELECT to_char(day, 'YYYY-MM-DD') AS day, orders
                                          FROM (SELECT * FROM (%s) AS answer ORDER BY day DESC LIMIT $days) AS newest
                                         ORDER BY day
                                        """)))
                .band(
                        9,
                        Panel.bars("Revenue by category", "short", "Lines of closed orders, before bonuses.")
                                .sql(of("revenue_by_category_and_day", """
                                        SELECT category_name, sum(revenue) AS revenue
                                          FROM (%s) AS answer
                                         GROUP BY 1
                                         ORDER BY 2 DESC, 1
                                         LIMIT $top
                                        """)),
                        Panel.bars("Revenue by restaurant", "short", "Payments of closed orders.")
                                .sql(of("revenue_by_restaurant_and_day", """
                                        SELECT restaurant_name, sum(revenue) AS revenue
                                          FROM (%s) AS answer
                                         GROUP BY restaurant_id, restaurant_name
                                         ORDER BY 2 DESC, 1
                                         LIMIT $top
                                        """)),
                        Panel.columns("Users by number of closed orders", "short", "")
                                .sql(of("repeat_customers", "SELECT orders::text, users FROM (%s) AS answer LIMIT 20")))
                .heading("Rows of the marts")
                .band(
                        9,
                        Panel.table("Largest counters", "The users are hash keys: their names are not in the marts.")
                                .sql("""
                                SELECT order_cnt AS orders, product_name AS dish, user_id
                                  FROM cdm.user_product_counters
                                 ORDER BY order_cnt DESC, product_name, user_id
                                 LIMIT $top
                                """),
                        Panel.table("Newest counters", "Of a user's first closed order with a dish.")
                                .sql("""
                                SELECT order_cnt AS orders, product_name AS dish, user_id
                                  FROM cdm.user_product_counters
                                 ORDER BY id DESC
                                 LIMIT $top
                                """));
    }

    /** The rows of a question with the largest values. */
    private static String top(String question, String name, String value) {
        return of(question, "SELECT %s, %s FROM (%%s) AS answer ORDER BY 2 DESC, 1 LIMIT $top".formatted(name, value));
    }

    /** @param statement with {@code %s} for the file of reports */
    private static String of(String question, String statement) {
        return statement.formatted("\n" + QUESTIONS.sql(question) + "\n");
    }
}
