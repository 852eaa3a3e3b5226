package dev.orderpipeline.common.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderpipeline.common.config.PostgresSettings;
import dev.orderpipeline.common.postgres.DatabaseCheck;
import dev.orderpipeline.common.postgres.PostgresDataSource;
import dev.orderpipeline.common.postgres.WrittenTables;
import dev.orderpipeline.common.postgres.WrittenTables.Rights;
import dev.orderpipeline.common.testing.CapturedLog;
import dev.orderpipeline.local.LocalStack;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

class DependencyChecksTest {

    @Test
    void serverThatTakesConnectionsAndSaysNothingIsOutOfOrderAndTheOthersAreNot() throws Exception {
        int someConnections = 10;
        ServerSocket silent = new ServerSocket(0, someConnections, InetAddress.getLoopbackAddress());
        // The socket is closed first: a pool waits for its attempts to connect.
        try (HikariDataSource hanging = dataSource(silent.getLocalPort());
                DependencyChecks checks = new DependencyChecks(List.of(postgres(hanging), fine("kafka")));
                silent) {
            long start = System.nanoTime();

            Map<String, String> problems = checks.problems();
            assertThat(problems).containsEntry("kafka", "");
            assertThat(problems.get("postgres")).contains("timed out");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void serverThatAnswersIsFine() {
        try (HikariDataSource dataSource =
                        dataSource(LocalStack.shared().postgres().port());
                DependencyChecks checks = new DependencyChecks(List.of(postgres(dataSource)))) {
            assertThat(checks.problems()).isEqualTo(Map.of("postgres", ""));
        }
    }

    @Test
    void dependencyThatHangsIsNotAskedAgainBeforeItAnswered() {
        CountDownLatch goOn = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        Dependency hanging = dependency("postgres", () -> {
            asked.incrementAndGet();
            goOn.await();
        });
        try (DependencyChecks checks = new DependencyChecks(List.of(hanging))) {
            List<CompletableFuture<Map<String, String>>> probes = List.of(
                    CompletableFuture.supplyAsync(checks::problems), CompletableFuture.supplyAsync(checks::problems));

            assertThat(probes)
                    .extracting(CompletableFuture::join)
                    .containsOnly(Map.of("postgres", "no answer within 3 s"));
            assertThat(asked).hasValue(1);

            goOn.countDown();
            await().until(() -> checks.problems().equals(Map.of("postgres", "")));
        }
    }

    @Test
    void reasonIsWhatTheDependencySays() {
        Dependency broken = dependency("postgres", () -> {
            throw new IllegalStateException("starting up");
        });
        try (DependencyChecks checks = new DependencyChecks(List.of(broken))) {
            assertThat(checks.problems()).isEqualTo(Map.of("postgres", "IllegalStateException: starting up"));
        }
    }

    @Test
    void logTellsOncePerOutageThatADependencyDoesNotAnswer() {
        AtomicBoolean startingUp = new AtomicBoolean(true);
        Dependency dependency = dependency("postgres", () -> {
            if (startingUp.get()) {
                throw new IllegalStateException("starting up");
            }
        });
        try (DependencyChecks checks = new DependencyChecks(List.of(dependency));
                CapturedLog log = new CapturedLog()) {
            checks.problems();
            checks.problems();
            startingUp.set(false);
            checks.problems();
            startingUp.set(true);
            checks.problems();

            String line = "Waiting for postgres to answer, not ready: IllegalStateException: starting up";
            assertThat(log.linesOf(DependencyChecks.class))
                    .extracting(CapturedLog.Line::text)
                    .containsExactly(line, line);
        }
    }

    private static HikariDataSource dataSource(int port) {
        PostgresSettings settings = new PostgresSettings(
                "localhost:" + port, "postgres", "postgres", Optional.empty(), "disable", Optional.empty());
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
