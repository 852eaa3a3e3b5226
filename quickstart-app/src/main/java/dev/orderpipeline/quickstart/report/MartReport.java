package dev.orderpipeline.quickstart.report;

import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Prints the marts and the rows of each table. */
public final class MartReport {

    private static final int TOP = 10;
    private static final int USER_PRODUCTS = 5;

    private final JdbcClient jdbc;
    private final Terminal terminal;

    public MartReport(DataSource warehouse, Terminal terminal) {
        this.jdbc = JdbcClient.create(warehouse);
        this.terminal = terminal;
    }

    /** The restaurants of a product, since many products have the same name. */
    private static final String RESTAURANT = """
            (SELECT string_agg(name, ', ' ORDER BY name)
             FROM dds.l_product_restaurant JOIN dds.s_restaurant_names_current USING (h_restaurant_pk)
             WHERE h_product_pk = product_id)""";

    private record User(UUID id, String name, String login) {}

    public void printMarts() {
        TextTable categories = new TextTable().text("category").number("orders").number("users");
        fill(categories, Map.of("top", TOP), """
                SELECT category_name, sum(order_cnt) AS orders, count(*) AS users
                FROM cdm.user_category_counters
                GROUP BY category_id, category_name
                ORDER BY orders DESC, category_name
                LIMIT :top
                """);
        terminal.table("Top categories", categories);
        TextTable products = new TextTable()
                .text("product")
                .text("restaurant")
                .number("orders")
                .number("users");
        fill(products, Map.of("top", TOP), """
                SELECT name, %s AS restaurant, orders, users
                FROM (
                    SELECT product_id, max(product_name) AS name, sum(order_cnt) AS orders, count(*) AS users
                    FROM cdm.user_product_counters
                    GROUP BY product_id
                    ORDER BY orders DESC, name
                    LIMIT :top
                ) AS top
                ORDER BY orders DESC, name, restaurant
                """.formatted(RESTAURANT));
        terminal.table("Top products", products);
        jdbc.sql("""
                        SELECT user_id AS id, username AS name, userlogin AS login
                        FROM cdm.user_category_counters
                        JOIN dds.s_user_names_current ON h_user_pk = user_id
                        GROUP BY user_id, username, userlogin
                        ORDER BY sum(order_cnt) DESC, user_id
                        LIMIT 1
                        """).query(User.class).optional().ifPresent(this::printUser);
    }

    private void printUser(User user) {
        TextTable table =
                new TextTable().text("").text("name").text("restaurant").number("orders");
        Map<String, Object> parameters = Map.of("user", user.id(), "top", USER_PRODUCTS);
        fill(table, parameters, """
                SELECT 'category' AS kind, category_name, '' AS restaurant, order_cnt
                FROM cdm.user_category_counters
                WHERE user_id = :user
                ORDER BY order_cnt DESC, category_name
                LIMIT :top
                """);
        fill(table, parameters, """
                SELECT 'product' AS kind, product_name, %s AS restaurant, order_cnt
                FROM cdm.user_product_counters
                WHERE user_id = :user
                ORDER BY order_cnt DESC, product_name, restaurant
                LIMIT :top
                """.formatted(RESTAURANT));
        terminal.table("Counters of %s (%s), top %d each".formatted(user.name(), user.login(), USER_PRODUCTS), table);
    }

    /** Adds the rows of a query that has the columns of the table. */
    private void fill(TextTable table, Map<String, ?> parameters, String query) {
        jdbc.sql(query)
                .params(parameters)
                .query()
                .listOfRows()
                .forEach(row -> table.row(row.values().toArray()));
    }

    public void printRowsPerTable() {
        TextTable table = new TextTable().text("schema").text("table").number("rows");
        for (Stage stage : Stage.values()) {
            tables(stage).forEach(name -> table.row(stage.schema(), name, rows(stage, name)));
        }
        terminal.table("Rows per table", table);
    }

    private List<String> tables(Stage stage) {
        return jdbc.sql("""
                        SELECT tablename
                        FROM pg_tables
                        WHERE schemaname = :schema AND tablename NOT LIKE 'flyway%'
                        ORDER BY tablename
                        """).param("schema", stage.schema()).query(String.class).list();
    }

    private long rows(Stage stage, String table) {
        return jdbc.sql("SELECT count(*) FROM %s.%s".formatted(stage.schema(), table))
                .query(Long.class)
                .single();
    }
}
