package dev.orderpipeline.cdm;

import dev.orderpipeline.cdm.Counter.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Repository;

/** The two marts. */
@Repository
class CounterRepository {

    private static final CounterTable PRODUCTS =
            new CounterTable(Kind.PRODUCT, "user_product_counters", "product_id", "product_name", "products");
    private static final CounterTable CATEGORIES =
            new CounterTable(Kind.CATEGORY, "user_category_counters", "category_id", "category_name", "categories");

    private final JdbcTemplate jdbc;

    CounterRepository(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The ledger must have been changed already, in the same transaction: names are taken from it. */
    void apply(CounterChanges changes) {
        PRODUCTS.apply(jdbc, changes);
        CATEGORIES.apply(jdbc, changes);
    }

    /** The counters that exist, of those given. */
    Map<Counter, CounterTable.Value> select(List<Counter> counters) {
        Map<Counter, CounterTable.Value> values = new HashMap<>();
        values.putAll(PRODUCTS.select(jdbc, counters));
        values.putAll(CATEGORIES.select(jdbc, counters));
        return values;
    }
}
