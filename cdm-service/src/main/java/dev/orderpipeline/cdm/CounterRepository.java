package dev.orderpipeline.cdm;

import dev.orderpipeline.common.loop.BatchTooLargeException;
import dev.orderpipeline.common.postgres.Database;
import java.util.List;
import org.springframework.stereotype.Component;

/** The marts. */
@Component
class CounterRepository {

    private static final List<CounterTable> TABLES =
            CounterKind.ALL.stream().map(CounterTable::new).toList();

    private final Database database;

    CounterRepository(Database database) {
        this.database = database;
    }

    /**
     * Writes the changes of a batch, and sets the stored values of its counters. Rows are locked in the order of
     * {@link CounterKey}, so that replicas don't deadlock.
     *
     * @throws BatchTooLargeException where the names of the counters are above the limit
     */
    void apply(TouchedCounters counters, NameLimit limit) {
        TABLES.forEach(table -> table.apply(database, counters, limit));
    }
}
