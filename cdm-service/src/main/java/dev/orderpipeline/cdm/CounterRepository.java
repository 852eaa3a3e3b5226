package dev.orderpipeline.cdm;

import dev.orderpipeline.cdm.Counter.Kind;
import dev.orderpipeline.common.loop.BatchTooLargeException;
import dev.orderpipeline.common.postgres.Database;
import org.springframework.stereotype.Repository;

/** The two marts. */
@Repository
class CounterRepository {

    private static final CounterTable PRODUCTS =
            new CounterTable(Kind.PRODUCT, "cdm.user_product_counters", "product_id", "product_name");
    private static final CounterTable CATEGORIES =
            new CounterTable(Kind.CATEGORY, "cdm.user_category_counters", "category_id", "category_name");

    private final Database database;

    CounterRepository(Database database) {
        this.database = database;
    }

    /**
     * Writes the changes of a batch, and sets the present values of its counters. Rows are locked in the order of
     * {@link Counter}, so that replicas don't deadlock.
     *
     * @throws BatchTooLargeException where the names of the counters are above the limit
     */
    void apply(TouchedCounters counters, NameLimit limit) {
        PRODUCTS.apply(database, counters, limit);
        CATEGORIES.apply(database, counters, limit);
    }
}
