package dev.orderpipeline.cdm;

import dev.orderpipeline.cdm.Counter.Kind;
import dev.orderpipeline.common.postgres.Database;
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
     * Writes what a batch does to counters, and tells them what they say then. The ledger must have been changed already,
     * in the same transaction: names are taken from it.
     */
    void apply(TouchedCounters counters) {
        PRODUCTS.apply(database, counters);
        CATEGORIES.apply(database, counters);
    }
}
