package dev.orderpipeline.common.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.asyncDispatch;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.request;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.health.Dependency;
import dev.orderpipeline.common.health.DependencyChecks;
import dev.orderpipeline.common.health.HealthController;
import dev.orderpipeline.common.kafka.RecordSource;
import dev.orderpipeline.common.kafka.TestKafka;
import dev.orderpipeline.common.metrics.Step;
import dev.orderpipeline.testing.CapturedLog;
import dev.orderpipeline.testing.CapturedLog.Line;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.ResultActions;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;

class BatchLoopIT extends BatchLoopFixture {

    @Nested
    class Batches {

        @Test
        void batchesAreWrittenThenProducedThenCommitted() {
            send(0, 25);

            lifecycle.start();
            eventually().until(() -> committed() == 25);

            assertThat(table()).isEqualTo(numbers(0, 25));
            assertThat(sent()).isEqualTo(numbers(0, 25));
            assertThat(deadLetters()).isEmpty();
            eventually().until(() -> status.whyNotReady().isEmpty());
            assertThat(count("pipeline.records.consumed")).isEqualTo(25);
            assertThat(count("pipeline.records.written")).isEqualTo(25);
            assertThat(count("pipeline.records.produced")).isEqualTo(25);

            send(25, 28);
            eventually().until(() -> committed() == 28);
            assertThat(sent()).isEqualTo(numbers(0, 28));
        }

        @Test
        void rejectedRecordsBecomeDeadLetters() {
            TestKafka.send(topic, 0, List.of("0", "one", "2", "99999999999", "4"));

            lifecycle.start();
            eventually().until(() -> committed() == 5);

            assertThat(table()).containsExactly("0", "2", "4");
            assertThat(sent()).containsExactly("0", "2", "4");
            List<ConsumerRecord<byte[], byte[]>> letters = deadLetters();
            assertThat(TestKafka.values(letters)).containsExactly("one", "99999999999");
            assertThat(letters)
                    .extracting(letter -> header(letter, "pipeline-error-code"))
                    .containsExactly("CONTRACT_VIOLATION", "REJECTED_BY_DATABASE");
            assertThat(header(letters.get(0), "kafka_dlt-original-consumer-group"))
                    .isEqualTo(topic + ".readers");
            assertThat(meters.get("pipeline.dead.letters")
                            .tag("code", "CONTRACT_VIOLATION")
                            .counter()
                            .count())
                    .isEqualTo(1);
        }

        @Test
        void nextBatchIsPreparedDuringTheWrite() {
            holdWrites();
            send(0, 20);

            lifecycle.start();
            eventually().until(() -> processor.prepared.size() == 2 && processor.attempts == 1);

            assertThat(processor.prepared).containsExactly(numbers(0, 10), numbers(10, 20));
            assertThat(sent()).isEmpty();
            assertThat(committed()).isZero();

            released.countDown();
            eventually().until(() -> committed() == 20);
            assertThat(processor.written).containsExactly(numbers(0, 10), numbers(10, 20));
            assertThat(sent()).isEqualTo(numbers(0, 20));
        }

        @Test
        void nothingIsPolledDuringTheWriteOfABatchOfMediumSize() {
            batchSize = 100;
            createLoop("gathered", 1);
            AtomicLong polls = new AtomicLong();
            processor.preparation = batch -> polls.set(polls());
            holdWrites();
            send(0, 10);

            lifecycle.start();
            eventually()
                    .until(() -> processor.attempts == 1 && LoopThreads.stacks().contains("awaitWritten"));
            assertThat(polls()).isEqualTo(polls.get());

            released.countDown();
            eventually().until(() -> committed() == 10);
        }

        private long polls() {
            return meters.get("pipeline.step")
                    .tag("step", Step.POLL.tag())
                    .timer()
                    .count();
        }

        /** The next batch is read meanwhile, and comes again after the rest. */
        @Test
        void batchTooLargeForMemoryIsCommittedInParts() {
            createLoop("parts", 2);
            processor.fitting = 4;
            TestKafka.send(topic, 1, numbers(0, 10));
            TestKafka.send(topic, 0, List.of("no number"));
            send(10, 25);

            lifecycle.start();
            eventually().until(() -> sent().size() == 25);
            eventually().until(() -> committed() == 26);

            assertThat(sent()).containsExactlyInAnyOrderElementsOf(numbers(0, 25));
            assertThat(deadLetters()).hasSize(1);
            assertThat(table()).isEqualTo(numbers(0, 25));
            assertThat(processor.written).allSatisfy(part -> assertThat(part).hasSizeBetween(1, 4));
            assertThat(count("pipeline.records.consumed")).isEqualTo(26);
            assertThat(count("pipeline.records.written")).isEqualTo(25);
            assertThat(count("pipeline.records.produced")).isEqualTo(25);
        }

        @Test
        void lagReachesZeroBehindAnAbortedTransaction() {
            TestKafka.transaction(topic, 0, numbers(0, 3), true);
            TestKafka.transaction(topic, 0, numbers(3, 30), false);

            lifecycle.start();

            eventually().until(() -> lag() == 0);
            assertThat(sent()).isEqualTo(numbers(0, 3));
        }
    }

    @Nested
    class Metrics {

        @Test
        void oldestUncommittedRecordAgesUntilItIsCommitted() {
            meters.clear();
            new LoopMetrics(lifecycle, Clock.systemUTC()).bindTo(meters);
            holdWrites();
            assertThat(seconds("pipeline.oldest.uncommitted.age")).isZero();
            send(0, 5);

            lifecycle.start();
            eventually().until(() -> processor.attempts == 1);
            eventually().until(() -> seconds("pipeline.oldest.uncommitted.age") > 0.05);

            released.countDown();
            eventually().until(() -> committed() == 5);
            eventually().until(() -> seconds("pipeline.oldest.uncommitted.age") == 0);
            assertThat(seconds("pipeline.heartbeat.age")).isBetween(0.0, 60.0);
        }

        @Test
        void retriesAreCountedByCause() {
            failWrites(databaseError("40P01"), databaseError("42501"), new IllegalStateException("a bug"));
            send(0, 5);

            lifecycle.start();
            eventually().until(() -> committed() == 5);

            assertThat(List.of("postgresql", "setup", "unexpected", "kafka", "redis"))
                    .extracting(cause -> meters.get("pipeline.retries")
                            .tag("cause", cause)
                            .counter()
                            .count())
                    .containsExactly(1.0, 1.0, 1.0, 0.0, 0.0);
        }

        private double seconds(String gauge) {
            return meters.get(gauge).timeGauge().value(TimeUnit.SECONDS);
        }
    }

    @Nested
    class Preparations {

        @Test
        void nothingIsPolledBeforeThePreparation() {
            preparation = () -> {
                throw new IllegalStateException("the schema is missing");
            };
            send(0, 5);

            lifecycle.start();
            eventually().until(status::isRetrying);
            assertThat(status.whyNotReady())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("the schema is missing"));
            preparation = () -> {};
            eventually().until(() -> committed() == 5);

            assertThat(count("pipeline.records.consumed")).isEqualTo(5);
            assertThat(sent()).isEqualTo(numbers(0, 5));
        }

        @Test
        void preparationIsRepeatedForAReplacedDatabase() {
            failWrites(databaseError("40P01"), databaseError("42P01"), databaseError("23503"));
            AtomicInteger preparations = new AtomicInteger();
            preparation = preparations::incrementAndGet;
            send(0, 5);

            lifecycle.start();
            eventually().until(() -> committed() == 5);

            assertThat(preparations).hasValue(2);
            assertThat(sent()).isEqualTo(numbers(0, 5));
        }

        @Test
        void idleLoopRepeatsAnOutdatedPreparation() {
            AtomicInteger preparations = new AtomicInteger();
            preparation = preparations::incrementAndGet;
            lifecycle.start();
            eventually().until(() -> preparations.get() == 1);

            outdated = true;
            eventually().until(() -> preparations.get() > 1);
            outdated = false;

            send(0, 5);
            eventually().until(() -> committed() == 5);
            assertThat(sent()).isEqualTo(numbers(0, 5));
        }
    }

    @Nested
    class Readiness {

        @Test
        void groupMemberIsReadyBeforeItsFirstCommit() {
            holdWrites();
            send(0, 5);

            lifecycle.start();
            eventually().until(() -> processor.attempts == 1);

            assertThat(status.whyNotReady()).isEmpty();
            assertThat(committed()).isZero();
        }

        @Test
        void openTransactionIsAReasonInReadiness() throws Exception {
            createLoop(TestKafka.watchfulSource(clients, topic, metrics.partitions()));
            FatalErrorHandler fatalErrors = new FatalErrorHandler(processEnds::incrementAndGet);
            try (DependencyChecks none = new DependencyChecks(List.of(new Reachable()), fatalErrors);
                    Producer<byte[], byte[]> producer = TestKafka.begunTransaction(topic, 0, numbers(0, 3))) {
                MockMvc http = MockMvcBuilders.standaloneSetup(new HealthController(lifecycle, none, fatalErrors))
                        .build();
                lifecycle.start();

                eventually().untilAsserted(() -> readiness(http)
                        .andExpect(status().isOk())
                        .andExpect(jsonPath("$.components.loop.status").value("UP"))
                        .andExpect(jsonPath("$.components.loop.reason")
                                .value("records are held back by an open transaction of another producer: " + topic
                                        + "-0@0 up to 3")));

                producer.commitTransaction();

                eventually().until(() -> committed() == 4);
                assertThat(sent()).isEqualTo(numbers(0, 3));
                eventually().untilAsserted(() -> readiness(http)
                        .andExpect(status().isOk())
                        .andExpect(jsonPath("$.components.loop.reason").doesNotExist()));
            }
        }

        /** As a probe requests it. */
        private static ResultActions readiness(MockMvc http) throws Exception {
            return http.perform(asyncDispatch(http.perform(get("/health/readiness"))
                    .andExpect(request().asyncStarted())
                    .andReturn()));
        }

        private static final class Reachable implements Dependency {

            @Override
            public String name() {
                return "server";
            }

            @Override
            public void check() {}
        }
    }

    @Nested
    class Stops {

        @Test
        void stopFinishesTheBatchInFlightNotThePolledOne() {
            holdWrites();
            send(0, 2 * BATCH_SIZE);
            lifecycle.start();
            eventually().until(() -> processor.prepared.size() == 2);

            assertThat(loop.stop()).isTrue();
            released.countDown();
            lifecycle.stop();

            assertThat(lifecycle.isRunning()).isFalse();
            assertThat(processor.attempts).isEqualTo(1);
            assertThat(table()).isEqualTo(numbers(0, BATCH_SIZE));
            assertThat(sent()).isEqualTo(numbers(0, BATCH_SIZE));
            assertThat(committed()).isEqualTo(BATCH_SIZE);
        }

        @Test
        void stopCommitsTheFirstPartOfALargeBatch() {
            processor.fitting = 4;
            holdWrites();
            send(0, 25);
            lifecycle.start();
            eventually().until(() -> processor.prepared.size() >= 2 && processor.attempts == 2);

            assertThat(loop.stop()).isTrue();
            released.countDown();
            lifecycle.stop();

            assertThat(sent()).isEqualTo(numbers(0, 4));
            assertThat(committed()).isEqualTo(4);
        }

        @Test
        void stopAbandonsARetriedBatch() {
            processor.failure = () -> {
                throw new TransientDataAccessResourceException("the database is unreachable");
            };
            send(0, 5);
            lifecycle.start();
            // By now the pauses are two seconds and longer.
            eventually().until(() -> processor.attempts >= 4);
            eventually().until(status::isRetrying);
            long start = System.nanoTime();

            assertThat(loop.stop()).isFalse();
            lifecycle.stop();

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            assertThat(committed()).isZero();
            assertThat(table()).isEmpty();
        }

        @Test
        void stopOfAStalledLoopLogsItsRecordsAndThreads() {
            AtomicLong nanoClock = new AtomicLong();
            LoopStatus stalled = new LoopStatus(nanoClock::get);
            lifecycle = lifecycle(loop(new RecordSource(clients, topic, metrics.partitions()), processor, stalled));
            processor.preparation = batch -> holdUntilReleased();
            send(0, 5);
            lifecycle.start();
            eventually().until(() -> !processor.prepared.isEmpty());
            nanoClock.set(Timeouts.HEARTBEAT.plusSeconds(9).toNanos());

            try (CapturedLog log = new CapturedLog()) {
                lifecycle.stop();

                assertThat(log.linesOf(BatchLoop.class))
                        .extracting(Line::level, Line::text)
                        .containsExactly(tuple(
                                "ERROR",
                                "No heartbeat for 129 s with 5 records from %1$s-0@0 to %1$s-0@4".formatted(topic)));
                assertThat(log.linesOf(LoopLifecycle.class))
                        .extracting(Line::text)
                        .singleElement(STRING)
                        .startsWith("Threads of the loops:")
                        .contains("\"loop-1\" WAITING", "BatchLoopFixture.holdUntilReleased");
            }
        }

        @Test
        void stopOfALoopWithHeartbeatsLogsNoThreads() {
            lifecycle.start();

            try (CapturedLog log = new CapturedLog()) {
                lifecycle.stop();

                assertThat(log.linesOf(LoopLifecycle.class)).isEmpty();
            }
        }
    }
}
