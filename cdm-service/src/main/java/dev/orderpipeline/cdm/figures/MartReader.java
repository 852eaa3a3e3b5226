package dev.orderpipeline.cdm.figures;

import dev.orderpipeline.cdm.figures.UserCounters.Counter;
import dev.orderpipeline.cdm.figures.UserCounters.Counters;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.memory.MemoryBudget;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.RowMapper;

/** Reads the marts. */
public final class MartReader {

    /** Longer names are cut, so that the size of a snapshot is limited. */
    static final int MAX_NAME_CHARACTERS = 120;
    /** 480 of a name of that many emoji, in UTF-16, and those of the objects with its key and its counts. */
    private static final int MAX_ITEM_BYTES = 640;
    /** Of two marts: the items with the most orders, and those with the most users. */
    private static final int RANKINGS = 4;

    private static final String ORDERS = "SELECT count(*) FROM cdm.order_ledger WHERE counted";

    private static final String USERS =
            "SELECT count(*) FROM (SELECT user_id FROM cdm.user_category_counters GROUP BY user_id) AS users";

    /** One pass over the mart. Users may know an item by different names: the largest text is taken, compared by bytes. */
    private static final String ITEMS = """
            WITH items AS MATERIALIZED (
                SELECT {id} AS id, max({name} COLLATE "C") AS name, sum(order_cnt) AS orders, count(*) AS users
                  FROM {table}
                 GROUP BY {id}),
            kept AS (
                (SELECT * FROM items ORDER BY orders DESC, id LIMIT ?)
                 UNION
                (SELECT * FROM items ORDER BY users DESC, id LIMIT ?))
            SELECT id, left(name, %d), orders, users, (SELECT count(*) FROM items)
              FROM kept
            """.formatted(MAX_NAME_CHARACTERS);

    private static final String USER = """
            SELECT {id}, left({name}, %d), order_cnt, count(*) OVER ()
              FROM {table}
             WHERE user_id = ?
             ORDER BY order_cnt DESC, {name} COLLATE "C", {id}
             LIMIT ?
            """.formatted(MAX_NAME_CHARACTERS);

    private final ReadOnlyDatabase database;
    private final Clock clock;
    private final int maxRanked;

    public MartReader(ReadOnlyDatabase database, MemoryBudget memory, Clock clock) {
        this.database = database;
        this.clock = clock;
        maxRanked = memory.figuresBytes() / MAX_ITEM_BYTES / RANKINGS;
    }

    /** Takes a snapshot: reads both marts and the ledger completely. */
    public Snapshot snapshot() {
        return database.read(Timeouts.FIGURES_READING, transaction -> {
            // All statements see what the first one sees.
            Instant takenAt = clock.instant();
            long start = System.nanoTime();
            MartFigures categories = items(transaction, Mart.CATEGORIES);
            MartFigures products = items(transaction, Mart.PRODUCTS);
            long users = transaction.number(USERS);
            long orders = transaction.number(ORDERS);
            Duration duration = Duration.ofNanos(System.nanoTime() - start);
            return new Snapshot(takenAt, duration, orders, users, categories, products);
        });
    }

    /**
     * The counters of a user.
     *
     * @param max of each mart
     * @return empty if the user has none
     */
    public Optional<UserCounters> user(UUID userId, int max) {
        UserCounters counters = database.read(
                Timeouts.USER_READING,
                transaction -> new UserCounters(
                        userId,
                        counters(transaction, Mart.CATEGORIES, userId, max),
                        counters(transaction, Mart.PRODUCTS, userId, max)));
        return Optional.of(counters)
                .filter(found -> found.categories().total() + found.products().total() > 0);
    }

    private MartFigures items(ReadOnlyTransaction transaction, Mart mart) {
        AtomicLong total = new AtomicLong();
        RowMapper<ItemFigures> mapper = (row, number) -> {
            total.set(row.getLong(5));
            return new ItemFigures(row.getObject(1, UUID.class), row.getString(2), row.getLong(3), row.getLong(4));
        };
        List<ItemFigures> items = transaction.query(mart.sql(ITEMS), mapper, maxRanked, maxRanked);
        return MartFigures.of(total.get(), items);
    }

    private static Counters counters(ReadOnlyTransaction transaction, Mart mart, UUID userId, int max) {
        AtomicLong total = new AtomicLong();
        RowMapper<Counter> mapper = (row, number) -> {
            total.set(row.getLong(4));
            return new Counter(row.getObject(1, UUID.class), row.getString(2), row.getInt(3));
        };
        List<Counter> largest = transaction.query(mart.sql(USER), mapper, userId, max);
        return new Counters(total.get(), largest);
    }
}
