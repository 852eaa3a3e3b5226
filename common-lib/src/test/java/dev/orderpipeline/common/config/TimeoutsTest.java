package dev.orderpipeline.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TimeoutsTest {

    private static final Path ROOT = Path.of("..");
    /** What Kubernetes grants by default. */
    private static final Duration DEFAULT_GRACE_PERIOD = Duration.ofSeconds(30);

    private static final Duration SHUTDOWN =
            Timeouts.LAST_BATCH.plus(Timeouts.LAST_COMMIT).plus(Timeouts.CONSUMER_CLOSE);

    @Test
    void stepsOfABatchNestWithinThePollInterval() {
        assertAscending(
                Timeouts.STATEMENT,
                Timeouts.DATABASE_SOCKET,
                Timeouts.DEFAULT.produce(),
                Timeouts.HEARTBEAT,
                Timeouts.MAX_POLL_INTERVAL);
    }

    @Test
    void statementAndProducingFitBetweenHeartbeats() {
        assertAscending(Timeouts.DATABASE_SOCKET.plus(Timeouts.DEFAULT.produce()), Timeouts.HEARTBEAT);
        assertAscending(Timeouts.MAX_RETRY_PAUSE, Timeouts.HEARTBEAT);
    }

    @Test
    void requestsNestWithinTheirStep() {
        assertAscending(Timeouts.DATABASE_POOL, Timeouts.DEPENDENCY_CHECK);
        assertAscending(Timeouts.TOPIC_DESCRIPTION, Timeouts.DEPENDENCY_CHECK);
        assertAscending(Timeouts.MIGRATION_LOCK, Timeouts.STATEMENT);
        assertAscending(Timeouts.DEFAULT.kafka(), Timeouts.DEFAULT.produce());
        assertAscending(
                Timeouts.TOKEN_RETRIES,
                Timeouts.TOKEN_CONNECT,
                Timeouts.TOKEN,
                Timeouts.TOKEN_RETRIES.plus(Timeouts.TOKEN_CONNECT).plus(Timeouts.TOKEN),
                Timeouts.DEFAULT.kafka());
        assertAscending(
                Timeouts.SESSION_HEARTBEAT.plus(Timeouts.DEFAULT.kafka()),
                Timeouts.SESSION,
                Timeouts.MAX_POLL_INTERVAL);
        assertAscending(Timeouts.SESSION_HEARTBEAT, Timeouts.BROKER_HEARTBEAT, Timeouts.SESSION);
    }

    @Test
    void checksNestWithinReadiness() {
        assertAscending(Timeouts.PROBE, Timeouts.DEPENDENCY_CHECK, Timeouts.READINESS, Timeouts.CHECK_RESULT_MAX_AGE);
        assertAscending(Timeouts.RESPONSE_READ, Timeouts.RESPONSE);
    }

    @Test
    void statementsOfThePageNestWithinTheirSocketAndResponse() {
        assertAscending(Timeouts.FIGURES_READING, Timeouts.DATABASE_SOCKET);
        assertAscending(Timeouts.DATABASE_POOL.plus(Timeouts.USER_READING), Timeouts.RESPONSE_READ);
        assertAscending(
                Timeouts.FIGURES_WAIT,
                Timeouts.MIN_FIGURES_INTERVAL,
                Timeouts.PAGE_CONNECTION_IDLE,
                Timeouts.PAGE_CONNECTION_MAX_AGE,
                Timeouts.MAX_FIGURES_INTERVAL);
    }

    @Test
    void requestForATokenEndsBeforeTheLoopIsAbandoned() {
        assertAscending(
                Timeouts.TOKEN_CONNECT.plus(Timeouts.TOKEN).plus(Timeouts.TOKEN_RETRIES), Timeouts.INTERRUPTED_LOOP);
    }

    @Test
    void shutdownFitsIntoTheDefaultGracePeriod() {
        assertAscending(Timeouts.INTERRUPTED_LOOP, Timeouts.LAST_BATCH, SHUTDOWN, DEFAULT_GRACE_PERIOD);
    }

    @Test
    void shutdownFitsIntoTheGracePeriodOfCompose() {
        assertThat(seconds(ROOT.resolve("docker-compose.yml"), "stop_grace_period: (\\d+)s"))
                .isNotEmpty()
                .allSatisfy(gracePeriod -> assertAscending(SHUTDOWN, gracePeriod));
    }

    @Test
    void shutdownFitsIntoTheGracePeriodOfTheCharts() throws IOException {
        try (Stream<Path> files =
                Files.find(ROOT.resolve("helm"), 3, (path, attributes) -> path.endsWith("values.yaml"))) {
            assertThat(files.flatMap(values -> seconds(values, "terminationGracePeriodSeconds: (\\d+)").stream()))
                    .isNotEmpty()
                    .allSatisfy(gracePeriod -> assertAscending(SHUTDOWN, gracePeriod));
        }
    }

    private static List<Duration> seconds(Path file, String pattern) {
        try {
            return Pattern.compile(pattern)
                    .matcher(Files.readString(file))
                    .results()
                    .map(match -> Duration.ofSeconds(Long.parseLong(match.group(1))))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertAscending(Duration... timeouts) {
        assertThat(timeouts).doesNotHaveDuplicates().isSorted();
    }
}
