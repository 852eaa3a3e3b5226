package dev.orderpipeline.cdm.figures;

import static dev.orderpipeline.testing.Conditions.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.cdm.figures.SharedSnapshot.Latest;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.http.BackgroundThread;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;

class SharedSnapshotTest {

    private static final Instant NOW = Instant.parse("2026-04-01T10:00:00Z");
    private static final MartFigures NONE = MartFigures.of(0, List.of());

    private final AtomicLong nanos = new AtomicLong(42);
    private final AtomicInteger readings = new AtomicInteger();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private volatile Supplier<Snapshot> reader = () -> snapshot(Duration.ofMillis(1));
    private final SharedSnapshot shared = new SharedSnapshot(
            () -> {
                readings.incrementAndGet();
                return reader.get();
            },
            BackgroundThread.create("snapshot", 1),
            failures::add,
            Clock.fixed(NOW, ZoneOffset.UTC),
            nanos::get);

    @AfterEach
    void close() {
        shared.close();
    }

    @Test
    void nothingIsReadBeforeTheFirstRequest() {
        assertThat(readings).hasValue(0);
        assertThat(orders(shared.get())).isEqualTo(1);
    }

    @Test
    void readersShareASnapshotForTwoSeconds() {
        for (int request = 0; request < 100; request++) {
            assertThat(orders(shared.get())).isEqualTo(1);
        }
        pass(Duration.ofMillis(1_999));
        assertThat(orders(shared.get())).isEqualTo(1);

        pass(Duration.ofMillis(1));
        assertThat(orders(shared.get())).isEqualTo(2);
    }

    @Test
    void statementsTakeAFiftiethOfTheTime() {
        reader = () -> snapshot(Duration.ofSeconds(3));
        shared.get();

        pass(Duration.ofSeconds(149));
        assertThat(orders(shared.get())).isEqualTo(1);
        pass(Duration.ofSeconds(1));
        assertThat(orders(shared.get())).isEqualTo(2);
    }

    @Test
    void readingThatWaitedForALockIsRepeatedAfterFiveMinutes() {
        reader = () -> snapshot(Duration.ofSeconds(20));
        shared.get();

        pass(Duration.ofMinutes(5).minusMillis(1));
        assertThat(orders(shared.get())).isEqualTo(1);
        pass(Duration.ofMillis(1));
        assertThat(orders(shared.get())).isEqualTo(2);
    }

    @Test
    void failureKeepsTheSnapshotBefore() {
        shared.get();
        RuntimeException outage = new DataAccessResourceFailureException("refused");
        reader = () -> {
            throw outage;
        };
        pass(Timeouts.MIN_FIGURES_INTERVAL);

        Latest during = shared.get();
        assertThat(orders(during)).isEqualTo(1);
        assertThat(during.failure().orElseThrow().since()).isEqualTo(NOW);
        assertThat(during.failure().orElseThrow().reason())
                .isEqualTo("PostgreSQL is unreachable, or rejects the statement");
        // Handled after the reader has got the reason.
        eventually().untilAsserted(() -> assertThat(failures).containsExactly(outage));

        reader = () -> snapshot(Duration.ZERO);
        pass(Timeouts.MIN_FIGURES_INTERVAL);
        assertThat(shared.get().failure()).isEmpty();
        assertThat(orders(shared.get())).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "57014 | PostgreSQL took too long to read the marts",
                "42501 | PostgreSQL rejects the service's user, or denies it permission to read the marts",
                // As of a temporary file above temp_file_limit.
                "53400 | PostgreSQL is unreachable, or rejects the statement"
            })
    void failedReadingCountsWithItsTime(String sqlState, String reason) {
        reader = () -> {
            pass(Duration.ofSeconds(3));
            throw new UncategorizedSQLException("reading", "SELECT", new SQLException("rejected", sqlState));
        };
        shared.get();
        eventually().until(() -> shared.get().failure().isPresent());
        assertThat(shared.get().failure().orElseThrow().reason()).isEqualTo(reason);

        pass(Duration.ofSeconds(149));
        shared.get();
        assertThat(readings).hasValue(1);
        pass(Duration.ofSeconds(1));
        shared.get();
        eventually().untilAsserted(() -> assertThat(readings).hasValue(2));
    }

    /** The pool has waited for one, PostgreSQL has not worked. */
    @Test
    void failureWithoutAConnectionIsRetriedSoon() {
        reader = () -> {
            pass(Timeouts.DATABASE_POOL);
            throw new CannotCreateTransactionException("no connection");
        };
        shared.get();
        eventually().until(() -> shared.get().failure().isPresent());

        pass(Timeouts.MIN_FIGURES_INTERVAL);
        shared.get();
        eventually().untilAsserted(() -> assertThat(readings).hasValue(2));
    }

    @Test
    void slowReadingDelaysReadersOnce() throws Exception {
        shared.get();
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        reader = () -> {
            begun.countDown();
            awaitUninterrupted(released);
            return snapshot(Duration.ofSeconds(4));
        };
        pass(Timeouts.MIN_FIGURES_INTERVAL);
        CompletableFuture<Latest> first = CompletableFuture.supplyAsync(shared::get);
        begun.await();

        pass(Timeouts.FIGURES_WAIT);
        for (int request = 0; request < 100; request++) {
            assertThat(orders(shared.get())).isEqualTo(1);
        }
        released.countDown();
        first.join();
        assertThat(readings).hasValue(2);
    }

    private static void awaitUninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** Its number of orders is that of the reading. */
    private Snapshot snapshot(Duration duration) {
        return new Snapshot(NOW, duration, readings.get(), 0, NONE, NONE);
    }

    private static long orders(Latest latest) {
        return latest.snapshot().orElseThrow().orders();
    }
}
