package dev.orderpipeline.quickstart.report;

import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.List;
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

    private record Category(String name, long orders, long users) {}

    private record Product(String name, String restaurant, long orders, long users) {}

    private record Counter(String name, String restaurant, long orders) {}

    private record User(UUID id, String name, String login) {}

    public void printMarts() {
        TextTable categories = new TextTable().text("category").number("orders").number("users");
        topCategories().forEach(row -> categories.row(row.name(), row.orders(), row.users()));
        terminal.table("Top categories", categories);
        TextTable products = new TextTable()
                .text("product")
                .text("restaurant")
                .number("orders")
                .number("users");
        topProducts().forEach(row -> products.row(row.name(), row.restaurant(), row.orders(), row.users()));
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

    public void printRowsPerTable() {
        TextTable table = new TextTable().text("schema").text("table").number("rows");
        for (Stage stage : Stage.values()) {
            tables(stage).forEach(name -> table.row(stage.schema(), name, rows(stage, name)));
        }
        terminal.table("Rows per table", table);
    }

    private List<Category> topCategories() {
        return jdbc.sql("""
                        SELECT category_name AS name, sum(order_cnt) AS orders, count(*) AS users
                        FROM cdm.user_category_counters
                        GROUP BY category_id, category_name
                        ORDER BY orders DESC, name
                        LIMIT :top
                        """).param("top", TOP).query(Category.class).list();
    }

    private List<Product> topProducts() {
        return jdbc.sql("""
                        SELECT name, %s AS restaurant, orders, users
                        FROM (
                            SELECT product_id, max(product_name) AS name, sum(order_cnt) AS orders, count(*) AS users
                            FROM cdm.user_product_counters
                            GROUP BY product_id
                            ORDER BY orders DESC, name
                            LIMIT :top
                        ) AS top
                        ORDER BY orders DESC, name, restaurant
                        """.formatted(RESTAURANT))
                .param("top", TOP)
                .query(Product.class)
                .list();
    }

    private void printUser(User user) {
        TextTable table =
                new TextTable().text("").text("name").text("restaurant").number("orders");
        userCategories(user).forEach(counter -> table.row("category", counter.name(), "", counter.orders()));
        userProducts(user)
                .forEach(counter -> table.row("product", counter.name(), counter.restaurant(), counter.orders()));
        terminal.table("Counters of %s (%s), top %d each".formatted(user.name(), user.login(), USER_PRODUCTS), table);
    }

    private List<Counter> userCategories(User user) {
        return jdbc.sql("""
                        SELECT category_name AS name, '' AS restaurant, order_cnt AS orders
                        FROM cdm.user_category_counters
                        WHERE user_id = :user
                        ORDER BY orders DESC, name
                        LIMIT :top
                        """)
                .param("user", user.id())
                .param("top", USER_PRODUCTS)
                .query(Counter.class)
                .list();
    }

    private List<Counter> userProducts(User user) {
        return jdbc.sql("""
                        SELECT product_name AS name, %s AS restaurant, order_cnt AS orders
                        FROM cdm.user_product_counters
                        WHERE user_id = :user
                        ORDER BY orders DESC, name, restaurant
                        LIMIT :top
                        """.formatted(RESTAURANT))
                .param("user", user.id())
                .param("top", USER_PRODUCTS)
                .query(Counter.class)
                .list();
    }

    private List<String> tables(Stage stage) {
        return jdbc.sql("""
                        SELECT tablename
                        FROM pg_tables
                        WHERE schemaname = :schema AND tablename NOT LIKE 'flyway%'
                        ORDER BY tablename
                        """).param("schema", stage.schema()).query(String.class).list();
    }

    /** Counts a table's rows. Names cannot be parameters; PostgreSQL quotes it. */
    private long rows(Stage stage, String table) {
        String query = jdbc.sql("SELECT format('SELECT count(*) FROM %I.%I', :schema, :name)")
                .param("schema", stage.schema())
                .param("name", table)
                .query(String.class)
                .single();
        return jdbc.sql(query).query(Long.class).single();
    }
}
