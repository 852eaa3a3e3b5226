package dev.orderpipeline.cdm;

import dev.orderpipeline.cdm.Counter.Kind;
import dev.orderpipeline.common.postgres.Database;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Repository;

/** The two marts. */
@Repository
class CounterRepository {

    private static final CounterTable PRODUCTS =
            new CounterTable(Kind.PRODUCT, "cdm.user_product_counters", "product_id", "product_name", "products");
    private static final CounterTable CATEGORIES =
            new CounterTable(Kind.CATEGORY, "cdm.user_category_counters", "category_id", "category_name", "categories");

    private final Database database;

    CounterRepository(Database database) {
        this.database = database;
    }

    /**
     * The ledger must have been changed already, in the same transaction: names are taken from it.
     *
     * @return what those counters say now that did nothing but rise
     */
    Map<Counter, CounterTable.Value> apply(CounterChanges changes) {
        return joined(PRODUCTS.apply(database, changes), CATEGORIES.apply(database, changes));
    }

    /** The counters that exist, of those given. */
    Map<Counter, CounterTable.Value> select(List<Counter> counters) {
        return joined(PRODUCTS.select(database, counters), CATEGORIES.select(database, counters));
    }

    private static Map<Counter, CounterTable.Value> joined(
            Map<Counter, CounterTable.Value> products, Map<Counter, CounterTable.Value> categories) {
        Map<Counter, CounterTable.Value> joined = new HashMap<>(products);
        joined.putAll(categories);
        return joined;
    }
}
