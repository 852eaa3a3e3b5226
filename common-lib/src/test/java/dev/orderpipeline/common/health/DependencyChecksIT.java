package dev.orderpipeline.common.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderpipeline.common.config.ClientProperties;
import dev.orderpipeline.common.config.PostgresSettings;
import dev.orderpipeline.common.config.TlsFiles;
import dev.orderpipeline.common.loop.FatalErrorHandler;
import dev.orderpipeline.common.postgres.DatabaseCheck;
import dev.orderpipeline.common.postgres.PostgresDataSource;
import dev.orderpipeline.common.postgres.WrittenTables;
import dev.orderpipeline.common.postgres.WrittenTables.Rights;
import dev.orderpipeline.testing.CapturedLog;
import dev.orderpipeline.testing.SharedStack;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class DependencyChecksIT {

    /** The limit is one second; the machine may be busy. */
    private static final Duration SECOND = Duration.ofSeconds(2);

    private final AtomicLong nanos = new AtomicLong();
    private final AtomicInteger processEnds = new AtomicInteger();
    private final FatalErrorHandler fatalErrors = new FatalErrorHandler(processEnds::incrementAndGet);

    @Test
    void hangingServerAloneIsUnavailable() throws Exception {
        int someConnections = 10;
        ServerSocket silent = new ServerSocket(0, someConnections, InetAddress.getLoopbackAddress());
        // The socket is closed first: a pool waits for its attempts to connect.
        try (HikariDataSource hanging = dataSource(silent.getLocalPort());
                DependencyChecks checks = new DependencyChecks(List.of(postgres(hanging), fine("kafka")), fatalErrors);
                silent) {
            assertThat(problems(checks)).isEqualTo(Map.of("kafka", "", "postgres", "not checked yet"));
            await().untilAsserted(
                            () -> assertThat(problems(checks).get("postgres")).contains("timed out"));
        }
    }

    @Test
    void respondingServerIsAvailable() {
        try (HikariDataSource dataSource =
                        dataSource(SharedStack.get().postgres().port());
                DependencyChecks checks = new DependencyChecks(List.of(postgres(dataSource)), fatalErrors)) {
            await().untilAsserted(() -> assertThat(problems(checks)).isEqualTo(Map.of("postgres", "")));
        }
    }

    @Test
    void outageOfAllDependenciesIsReportedWithinASecond() {
        CountDownLatch goOn = new CountDownLatch(1);
        List<Dependency> hanging = Stream.of("kafka", "postgres", "redis")
                .map(name -> dependency(name, goOn::await))
                .toList();
        try (DependencyChecks checks = new DependencyChecks(hanging, fatalErrors)) {
            assertThat(problems(checks).values()).hasSize(3).containsOnly("not checked yet");
        } finally {
            goOn.countDown();
        }
    }

    @Test
    void hangingCheckIsNotStartedAgain() {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger started = new AtomicInteger();
        Dependency hanging = dependency("postgres", () -> {
            started.incrementAndGet();
            goOn.await();
        });
        try (DependencyChecks checks = new DependencyChecks(List.of(hanging), fatalErrors, nanos::get)) {
            List<CompletableFuture<Map<String, String>>> probes = List.of(checks.problems(), checks.problems());
            pass(Duration.ofSeconds(4));

            assertThat(probes)
                    .extracting(CompletableFuture::join)
                    .containsOnly(Map.of("postgres", "no response for 4.0 s"));
            assertThat(started).hasValue(1);

            goOn.countDown();
            await().until(() -> problems(checks).equals(Map.of("postgres", "")));
        }
    }

    @Test
    void slowDependencyIsUpFromTheSecondProbeOn() {
        try (SlowDependency slow = new SlowDependency();
                DependencyChecks checks = new DependencyChecks(List.of(slow), fatalErrors, nanos::get)) {
            assertThat(problems(checks)).isEqualTo(Map.of("postgres", "not checked yet"));
            for (int probe = 0; probe < 2; probe++) {
                slow.respond();
                pass(Duration.ofSeconds(10));
                assertThat(problems(checks)).isEqualTo(Map.of("postgres", ""));
            }
        }
    }

    @Test
    void hangingDependencyIsDownThoughItWasUp() {
        try (SlowDependency hanging = new SlowDependency();
                DependencyChecks checks = new DependencyChecks(List.of(hanging), fatalErrors, nanos::get)) {
            problems(checks);
            hanging.respond();
            assertThat(problems(checks)).isEqualTo(Map.of("postgres", ""));

            pass(Duration.ofSeconds(5));
            assertThat(checks.problems()).isCompletedWithValue(Map.of("postgres", "no response for 5.0 s"));
        }
    }

    @Test
    void metricIsTheResultOfTheLastCheck() {
        AtomicBoolean down = new AtomicBoolean();
        Dependency dependency = dependency("kafka", () -> {
            if (down.get()) {
                throw new IllegalStateException("starting up");
            }
        });
        try (SlowDependency slow = new SlowDependency();
                DependencyChecks checks = new DependencyChecks(List.of(dependency, slow), fatalErrors, nanos::get)) {
            MeterRegistry registry = new SimpleMeterRegistry();
            checks.bindTo(registry);
            assertThat(up(registry, "postgres")).isNaN();

            checks.problems().join();
            assertThat(up(registry, "kafka")).isEqualTo(1);
            assertThat(up(registry, "postgres")).isNaN();

            down.set(true);
            assertThat(up(registry, "kafka")).isEqualTo(1);
            checks.problems().join();
            assertThat(up(registry, "kafka")).isZero();

            pass(Duration.ofSeconds(4));
            assertThat(up(registry, "postgres")).isZero();
        }
    }

    /** Where nothing probes the readiness. */
    @Test
    void scrapeStartsTheCheckThatNoProbeHasStarted() {
        AtomicInteger started = new AtomicInteger();
        Dependency dependency = dependency("kafka", started::incrementAndGet);
        try (DependencyChecks checks = new DependencyChecks(List.of(dependency), fatalErrors, nanos::get)) {
            MeterRegistry registry = new SimpleMeterRegistry();
            checks.bindTo(registry);
            await().until(() -> up(registry, "kafka") == 1);
            assertThat(up(registry, "kafka")).isEqualTo(1);
            assertThat(started).hasValue(1);

            pass(Duration.ofMinutes(1));
            up(registry, "kafka");
            await().until(() -> started.get() == 2);
        }
    }

    private static double up(MeterRegistry registry, String dependency) {
        return registry.get("pipeline.dependency.up")
                .tag("dependency", dependency)
                .gauge()
                .value();
    }

    @Test
    void probesAboveTheLimitRespondAtOnce() {
        try (SlowDependency slow = new SlowDependency();
                DependencyChecks checks = new DependencyChecks(List.of(slow), fatalErrors)) {
            long waiting = Stream.generate(checks::problems)
                    .limit(10_000)
                    .filter(problems -> !problems.isDone())
                    .count();
            assertThat(waiting).isBetween(1L, 100L);
        }
    }

    @Test
    void oldResultIsNotUsed() {
        try (SlowDependency slow = new SlowDependency();
                DependencyChecks checks = new DependencyChecks(List.of(slow), fatalErrors, nanos::get)) {
            problems(checks);
            slow.respond();
            pass(Duration.ofMinutes(1));

            assertThat(problems(checks)).isEqualTo(Map.of("postgres", "no response for 0.0 s"));
        }
    }

    @Test
    void dependencyThatFailsSlowlyIsReportedWithItsReason() {
        AtomicBoolean down = new AtomicBoolean(true);
        CountDownLatch goOn = new CountDownLatch(1);
        Dependency failing = dependency("postgres", () -> {
            if (down.getAndSet(false)) {
                throw new IllegalStateException("starting up");
            }
            goOn.await();
        });
        try (DependencyChecks checks = new DependencyChecks(List.of(failing), fatalErrors, nanos::get)) {
            problems(checks);
            assertThat(problems(checks))
                    .isEqualTo(Map.of("postgres", "no response for 0.0 s; before: IllegalStateException: starting up"));
            goOn.countDown();
        }
    }

    @Test
    void reasonIsTheMessageOfTheDependency() {
        Dependency broken = dependency("postgres", () -> {
            throw new IllegalStateException("starting up");
        });
        try (DependencyChecks checks = new DependencyChecks(List.of(broken), fatalErrors)) {
            assertThat(problems(checks)).isEqualTo(Map.of("postgres", "IllegalStateException: starting up"));
        }
    }

    @Test
    void classLoadingErrorIsReportedAndEndsTheProcess() {
        Dependency broken = dependency("kafka", () -> {
            throw new NoClassDefFoundError("Could not initialize class org.xerial.snappy.Snappy");
        });
        try (DependencyChecks checks = new DependencyChecks(List.of(broken), fatalErrors)) {
            assertThat(problems(checks).get("kafka")).contains("org.xerial.snappy.Snappy");
            assertThat(processEnds).hasValue(1);
        }
    }

    @Test
    void errorIsAReasonUntilTheNextCheckSucceeds() {
        AtomicBoolean failing = new AtomicBoolean(true);
        Dependency dependency = dependency("postgres", () -> {
            if (failing.getAndSet(false)) {
                throw new StackOverflowError("too deep");
            }
        });
        try (DependencyChecks checks = new DependencyChecks(List.of(dependency), fatalErrors, nanos::get)) {
            assertThat(problems(checks)).isEqualTo(Map.of("postgres", "StackOverflowError: too deep"));
            assertThat(problems(checks)).isEqualTo(Map.of("postgres", ""));
            assertThat(processEnds).hasValue(0);
        }
    }

    @Test
    void logHasOneLineForEachOutageOfADependency() {
        AtomicBoolean startingUp = new AtomicBoolean(true);
        Dependency dependency = dependency("postgres", () -> {
            if (startingUp.get()) {
                throw new IllegalStateException("starting up");
            }
        });
        try (DependencyChecks checks = new DependencyChecks(List.of(dependency), fatalErrors);
                CapturedLog log = new CapturedLog()) {
            problems(checks);
            problems(checks);
            startingUp.set(false);
            problems(checks);
            startingUp.set(true);
            problems(checks);

            String line = "postgres unavailable, not ready: IllegalStateException: starting up";
            assertThat(log.linesOf(DependencyChecks.class))
                    .extracting(CapturedLog.Line::text)
                    .containsExactly(line, line);
        }
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private static Map<String, String> problems(DependencyChecks checks) {
        long start = System.nanoTime();
        Map<String, String> problems = checks.problems().join();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(SECOND);
        return problems;
    }

    /** Its check blocks until the next response. */
    private static final class SlowDependency implements Dependency, AutoCloseable {
        private final Semaphore responses = new Semaphore(0);

        @Override
        public String name() {
            return "postgres";
        }

        @Override
        public void check() throws InterruptedException {
            responses.acquire();
        }

        /** Returns when the check has its response. */
        void respond() {
            responses.release();
            await().until(() -> responses.availablePermits() == 0);
        }

        @Override
        public void close() {
            responses.release();
        }
    }

    private static HikariDataSource dataSource(int port) {
        PostgresSettings settings = new PostgresSettings(
                "localhost:" + port,
                "postgres",
                "postgres",
                Optional.empty(),
                "disable",
                TlsFiles.NONE,
                ClientProperties.NONE);
        return PostgresDataSource.create(settings, "test", 1);
    }

    private static Dependency postgres(HikariDataSource dataSource) {
        WrittenTables none = new WrittenTables("none", new Rights(List.of(), List.of(), List.of(), List.of()));
        return new PostgresDependency(new DatabaseCheck(dataSource, new JdbcTemplate(dataSource), none));
    }

    private static Dependency fine(String name) {
        return dependency(name, () -> {});
    }

    private interface Check {
        void run() throws Exception;
    }

    private static Dependency dependency(String name, Check check) {
        return new Dependency() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public void check() throws Exception {
                check.run();
            }
        };
    }
}
