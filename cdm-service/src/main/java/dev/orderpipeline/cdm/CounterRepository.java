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

    /**
     * The ledger must have been changed already, in the same transaction: names are taken from it.
     *
     * @return what those counters say now that did nothing but rise
     */
    Map<Counter, CounterTable.Value> apply(CounterChanges changes) {
        return joined(PRODUCTS.apply(jdbc, changes), CATEGORIES.apply(jdbc, changes));
    }

    /** The counters that exist, of those given. */
    Map<Counter, CounterTable.Value> select(List<Counter> counters) {
        return joined(PRODUCTS.select(jdbc, counters), CATEGORIES.select(jdbc, counters));
    }

    private static Map<Counter, CounterTable.Value> joined(
            Map<Counter, CounterTable.Value> products, Map<Counter, CounterTable.Value> categories) {
        Map<Counter, CounterTable.Value> joined = new HashMap<>(products);
        joined.putAll(categories);
        return joined;
    }
}
