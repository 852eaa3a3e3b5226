package dev.orderpipeline.torture;

import static org.apache.kafka.clients.consumer.GroupProtocol.CLASSIC;
import static org.apache.kafka.clients.consumer.GroupProtocol.CONSUMER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.orderpipeline.testing.SharedStack;
import dev.orderpipeline.torture.Torture.Outcome;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code -Dtorture.seed=N} tries another seed; many more can be tried with {@code ./quickstart torture}. */
class TortureIT {

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path logs;

    private static Torture torture;

    @BeforeAll
    static void startUndisturbedPipeline() {
        torture = new Torture(SharedStack.get(), Optional.empty(), logs);
    }

    @AfterAll
    static void stopUndisturbedPipeline() {
        torture.close();
    }

    /** One that is always the same, in which services and every server die, and one that is new every day. */
    static Stream<Arguments> seeds() {
        long seedOfTheDay = Long.getLong("torture.seed", LocalDate.now().toEpochDay());
        return Stream.of(
                arguments(528L, List.of(CLASSIC)),
                arguments(seedOfTheDay, List.of(CLASSIC)),
                arguments(seedOfTheDay, List.of(CLASSIC, CONSUMER)));
    }

    @ParameterizedTest(name = "seed {0}, {1}")
    @MethodSource("seeds")
    void tablesEqualThoseOfAnUndisturbedPipeline(long seed, List<GroupProtocol> protocols) {
        Outcome outcome = torture.run(seed, protocols);

        assertThat(outcome.problems())
                .as(
                        "Seed %d, %s, %s, logs in %s",
                        seed, protocols, outcome.scenario().disruptions(), outcome.logs())
                .isEmpty();
    }
}
