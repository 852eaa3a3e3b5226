package dev.orderpipeline.cdm.figures;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.orderpipeline.common.config.ClientProperties;
import dev.orderpipeline.common.config.PostgresSettings;
import dev.orderpipeline.common.config.TlsFiles;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.postgres.DatabaseErrors;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.postgres.LocalPostgres;
import dev.orderpipeline.testing.SharedStack;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The queries on the marts, whose rows are inserted by the tests. */
class MartReaderIT {

    /** So small that its snapshots hold {@link #RANKED} items of each ranking. */
    private static final MemoryBudget SMALL = new MemoryBudget(1, 0, 1);

    private static final int RANKED = 6;

    private static Workspace workspace;
    private static ReadOnlyDatabase database;

    @BeforeAll
    static void createTables() throws IOException {
        workspace = Workspace.create(SharedStack.get());
        workspace.execute("CREATE SCHEMA cdm");
        try (InputStream migration = MartReaderIT.class.getResourceAsStream("/db/migration/V1__marts.sql")) {
            workspace.execute(new String(Objects.requireNonNull(migration).readAllBytes(), UTF_8));
        }
        LocalPostgres postgres = SharedStack.get().postgres();
        database = new ReadOnlyDatabase(
                new PostgresSettings(
                        postgres.host() + ":" + postgres.port(),
                        workspace.database(),
                        postgres.user(),
                        Optional.empty(),
                        "prefer",
                        TlsFiles.NONE,
                        ClientProperties.NONE),
                "page");
    }

    @AfterAll
    static void closeDatabase() {
        database.close();
        workspace.close();
    }

    @AfterEach
    void truncateTables() {
        workspace.execute("TRUNCATE cdm.user_product_counters, cdm.user_category_counters, cdm.order_ledger");
    }

    @Test
    void emptyMartsHaveNoFigures() {
        Snapshot snapshot = reader(SMALL).snapshot();

        assertThat(snapshot.orders()).isZero();
        assertThat(snapshot.users()).isZero();
        assertThat(snapshot.products()).isEqualTo(snapshot.categories());
        assertThat(snapshot.products().byOrders()).isEmpty();
        assertThat(snapshot.products().isTruncated()).isFalse();
    }

    @Test
    void itemsWithMostOrdersAndMostUsersAreKept() {
        // Products 1 to 100: of one user each, with as many orders; 101 to 200: of up to 100 users, with one order
        // each.
        workspace.execute("""
                INSERT INTO cdm.user_product_counters (user_id, product_id, menu_stamp, order_cnt, product_name)
                SELECT md5('u')::uuid, lpad(to_hex(n), 32, '0')::uuid, timestamp '2026-01-01', 1000 + n, 'product ' || n
                  FROM generate_series(1, 100) AS n
                 UNION ALL
                SELECT md5(u::text)::uuid, lpad(to_hex(100 + n), 32, '0')::uuid, '2026-01-01', 1, 'product ' || 100 + n
                  FROM generate_series(1, 100) AS n CROSS JOIN generate_series(1, n) AS u""");

        MartFigures products = reader(SMALL).snapshot().products();

        assertThat(products.total()).isEqualTo(200);
        assertThat(products.isTruncated()).isTrue();
        assertThat(products.byOrders())
                .hasSize(2 * RANKED)
                .startsWith(new ItemFigures(new UUID(0, 100), "product 100", 1100, 1))
                .contains(
                        new ItemFigures(new UUID(0, 101 - RANKED), "product 95", 1095, 1),
                        new ItemFigures(new UUID(0, 200), "product 200", 100, 100),
                        new ItemFigures(new UUID(0, 201 - RANKED), "product 195", 95, 95));
        assertThat(reader(new MemoryBudget(80L << 20, 0, 1))
                        .snapshot()
                        .products()
                        .byOrders())
                .hasSize(200);
    }

    @Test
    void longNamesAreCutAndOtherNamesShareAnItem() {
        workspace.execute("""
                INSERT INTO cdm.user_product_counters (user_id, product_id, menu_stamp, order_cnt, product_name)
                VALUES (md5('1')::uuid, md5('p')::uuid, '2026-01-01', 2, 'a'), (md5('2')::uuid, md5('p')::uuid, '2026-01-02', 3, 'B'),
                       (md5('1')::uuid, md5('q')::uuid, '2026-01-01', 4, repeat('щ', 1000))""");

        assertThat(reader(SMALL).snapshot().products().byOrders())
                .extracting(ItemFigures::name, ItemFigures::orders, ItemFigures::users)
                .containsExactly(tuple("a", 5L, 2L), tuple("щ".repeat(MartReader.MAX_NAME_CHARACTERS), 4L, 1L));
    }

    @Test
    void snapshotIsAsOldAsItsFirstStatement() {
        Instant before = Instant.parse("2026-04-01T10:00:00Z");
        InstantSource clock = () -> {
            workspace.execute("""
                    INSERT INTO cdm.user_product_counters (user_id, product_id, menu_stamp, order_cnt, product_name)
                    VALUES (md5('1')::uuid, md5('p')::uuid, '2026-01-01', 2, 'a')""");
            return before;
        };

        Snapshot snapshot = new MartReader(database, SMALL, clock.withZone(ZoneOffset.UTC)).snapshot();

        assertThat(snapshot.takenAt()).isEqualTo(before);
        assertThat(snapshot.products().total()).isEqualTo(1);
    }

    @Test
    void transactionIsReadOnlyAndAtOneMoment() {
        List<String> settings = database.read(Duration.ofSeconds(5), transaction -> Stream.of(
                        "transaction_read_only", "transaction_isolation", "max_parallel_workers_per_gather")
                .flatMap(setting -> transaction.query("SHOW " + setting, (row, number) -> row.getString(1)).stream())
                .toList());

        assertThat(settings).containsExactly("on", "repeatable read", "0");
    }

    @Test
    void statementsShareTheTimeout() {
        AtomicInteger statements = new AtomicInteger();

        assertThatThrownBy(() -> database.read(Duration.ofSeconds(2), transaction -> {
                    while (statements.incrementAndGet() < 10) {
                        transaction.query("SELECT 1 FROM pg_sleep(0.5)", (row, number) -> row.getInt(1));
                    }
                    return statements;
                }))
                .matches(DatabaseErrors::isCancelledStatement);
        assertThat(statements).hasValueBetween(1, 4);
    }

    private static MartReader reader(MemoryBudget memory) {
        return new MartReader(database, memory, Clock.systemUTC());
    }
}
