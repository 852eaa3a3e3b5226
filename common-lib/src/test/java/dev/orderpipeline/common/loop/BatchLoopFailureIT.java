package dev.orderpipeline.common.loop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.orderpipeline.common.kafka.RecordSource;
import dev.orderpipeline.common.kafka.TestKafka;
import dev.orderpipeline.testing.CapturedLog;
import dev.orderpipeline.testing.CapturedLog.Line;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.dao.TransientDataAccessResourceException;

/** Failed batches, fatal errors and revoked partitions. */
class BatchLoopFailureIT extends BatchLoopFixture {

    @Nested
    class Retries {

        @Test
        void outageIsRetriedWithoutSkipping() {
            processor.failure = () -> {
                throw new TransientDataAccessResourceException("the database is unreachable");
            };
            send(0, 15);

            lifecycle.start();
            eventually().until(() -> processor.attempts >= 2 && status.isRetrying());
            assertThat(status.isAlive()).isTrue();
            assertThat(status.whyNotReady())
                    .hasValueSatisfying(reason -> assertThat(reason).contains("the database is unreachable"));
            assertThat(committed()).isZero();

            processor.failure = () -> {};
            eventually().until(() -> committed() == 15);

            assertThat(table()).isEqualTo(numbers(0, 15));
            assertThat(sent()).isEqualTo(numbers(0, 15));
            assertThat(deadLetters()).isEmpty();
            eventually().until(() -> status.whyNotReady().isEmpty());
        }

        /** Its partitions would make no progress meanwhile. */
        @Test
        void replicaJoinsOnceItsProducerIsConnected() {
            deleteDestinationTopic();
            send(0, 5);

            lifecycle.start();
            eventually().until(status::isRetrying);
            assertThat(processor.prepared).isEmpty();

            createDestinationTopic();
            eventually().until(() -> committed() == 5);
            assertThat(sent()).isEqualTo(numbers(0, 5));
        }

        @Test
        void jvmErrorIsRetriedWithoutSkipping() {
            processor.failure = () -> {
                throw new StackOverflowError("too deep");
            };
            send(0, 15);

            lifecycle.start();
            eventually().until(() -> processor.attempts >= 1);
            processor.failure = () -> {};
            eventually().until(() -> committed() == 15);

            assertThat(table()).isEqualTo(numbers(0, 15));
            assertThat(sent()).isEqualTo(numbers(0, 15));
        }

        @Test
        void failedWriteRewindsTheNextBatchToo() {
            AtomicBoolean failing = new AtomicBoolean(true);
            processor.failure = () -> {
                holdUntilReleased();
                if (failing.getAndSet(false)) {
                    throw new TransientDataAccessResourceException("the database is unreachable");
                }
            };
            send(0, 20);

            try (CapturedLog log = new CapturedLog()) {
                lifecycle.start();
                eventually().until(() -> processor.prepared.size() == 2);
                released.countDown();
                eventually().until(() -> committed() == 20);

                assertThat(log.linesOf(BatchLoop.class))
                        .singleElement()
                        .extracting(Line::text)
                        .asString()
                        .contains(" with 10 records from %1$s-0@0 to %1$s-0@9: ".formatted(topic));
            }
            assertThat(processor.prepared)
                    .containsExactly(numbers(0, 10), numbers(10, 20), numbers(0, 10), numbers(10, 20));
            assertThat(processor.written).containsExactly(numbers(0, 10), numbers(10, 20));
            assertThat(sent()).isEqualTo(numbers(0, 20));
        }

        @Test
        void failedPreparationDoesNotBlockTheBatchBefore() {
            processor.preparation = batch -> {
                if (batch.contains("10")) {
                    released.countDown();
                    throw new IllegalStateException("not prepared");
                }
            };
            holdWrites();
            send(0, 20);

            try (CapturedLog log = new CapturedLog()) {
                lifecycle.start();
                eventually().until(() -> committed() == 10);
                int lines = log.linesOf(BatchLoop.class).size();
                eventually().until(() -> log.linesOf(BatchLoop.class).size() > lines);

                assertThat(log.linesOf(BatchLoop.class))
                        .extracting(Line::text)
                        .allMatch(text -> text.contains(" from %1$s-0@10 to %1$s-0@19: ".formatted(topic)));
            }
            assertThat(processor.written).containsExactly(numbers(0, 10));
            assertThat(sent()).isEqualTo(numbers(0, 10));

            processor.preparation = batch -> {};
            eventually().until(() -> committed() == 20);
            assertThat(sent()).isEqualTo(numbers(0, 20));
        }

        @Test
        void outageLogsWarningsAndABugErrors() {
            failWrites(
                    databaseError("40P01"),
                    databaseError("23503"),
                    databaseError("23505"),
                    new IllegalStateException("something\nbroke"));
            send(0, 5);
            String attempt = " ms with 5 records from %1$s-0@0 to %1$s-0@4: ".formatted(topic);
            String bug = "Unexpected failure, manual action required; ";

            try (CapturedLog log = new CapturedLog()) {
                lifecycle.start();
                eventually().until(() -> committed() == 5);

                assertThat(log.linesOf(BatchLoop.class))
                        .extracting(Line::level, Line::text, Line::stackTrace)
                        .containsExactly(
                                tuple(
                                        "WARN",
                                        "Retrying in 250" + attempt + "UncategorizedSQLException: SQLSTATE 40P01",
                                        false),
                                tuple(
                                        "WARN",
                                        "Retrying in 500" + attempt + "UncategorizedSQLException: SQLSTATE 23503",
                                        false),
                                tuple(
                                        "ERROR",
                                        bug + "retrying in 1000" + attempt
                                                + "UncategorizedSQLException: SQLSTATE 23505",
                                        true),
                                tuple(
                                        "ERROR",
                                        bug + "retrying in 2000" + attempt + "IllegalStateException: something broke",
                                        true));
            }
            assertThat(sent()).isEqualTo(numbers(0, 5));
            assertThat(deadLetters()).isEmpty();
        }
    }

    @Nested
    class FatalErrors {

        /** As Kafka's client reports a class that could not be initialised at an earlier attempt. */
        @Test
        void fatalErrorOfABatchEndsTheProcess() {
            processor.failure = () -> {
                throw new KafkaException(new NoClassDefFoundError("Could not initialize class some.Codec"));
            };
            send(0, 15);

            try (CapturedLog log = new CapturedLog()) {
                lifecycle.start();
                eventually().until(() -> processEnds.get() > 0);
                // The loop's thread is free again, and does nothing more.
                lifecycle.stop();

                assertThat(log.linesOf(BatchLoop.class)).singleElement().satisfies(line -> {
                    assertThat(line.level()).isEqualTo("ERROR");
                    assertThat(line.text())
                            .contains(
                                    "exit code 70",
                                    " with 10 records from %1$s-0@0 to %1$s-0@9: ".formatted(topic),
                                    "Could not initialize class some.Codec");
                    assertThat(line.stackTrace()).isTrue();
                });
            }
            assertThat(processEnds).hasValue(1);
            assertThat(processor.attempts).isEqualTo(1);
            assertThat(committed()).isZero();
            assertThat(sent()).isEmpty();
        }

        @Test
        void fatalErrorOfThePreparationEndsTheProcess() {
            preparation = () -> {
                throw new NoClassDefFoundError("Could not initialize class some.Codec");
            };

            lifecycle.start();

            eventually().until(() -> processEnds.get() > 0);
        }
    }

    @Nested
    class Rebalances {

        /** The partition with the records is the one that is revoked: a member keeps the first of those it has too many of. */
        @ParameterizedTest
        @CsvSource({"2147483647, CLASSIC", "4, CLASSIC", "2147483647, CONSUMER", "4, CONSUMER"})
        void batchInFlightIsCommittedBeforeRevocation(int fitting, GroupProtocol groupProtocol) {
            protocol = groupProtocol;
            createLoop("twoPartitions" + fitting + groupProtocol, 2);
            processor.fitting = fitting;
            TestKafka.send(topic, 1, numbers(0, 6_000));
            Semaphore permits = new Semaphore(0);
            processor.failure = permits::acquireUninterruptibly;
            NumberTable other = numberTable();
            LoopLifecycle newcomer = lifecycle(loop(
                    new RecordSource(clients, topic, metrics.partitions()), other, new LoopStatus(System::nanoTime)));

            lifecycle.start();
            eventually().until(() -> processor.prepared.size() >= 2);
            newcomer.start();
            try {
                // A batch is in flight at every poll, whichever the partition is revoked in. There are batches for
                // a minute; the response to a heartbeat, 5 s apart at most, announces the rebalance.
                eventually().pollInterval(Duration.ofMillis(100)).until(() -> {
                    permits.release();
                    return !other.written.isEmpty();
                });
                eventually().until(() -> committed() == 6_000);
            } finally {
                permits.release(6_000);
                newcomer.stop();
            }

            List<String> written = new ArrayList<>();
            processor.written.forEach(written::addAll);
            other.written.forEach(written::addAll);
            assertThat(written).isEqualTo(numbers(0, 6_000));
            assertThat(sent()).containsExactlyInAnyOrderElementsOf(written);
        }

        @ParameterizedTest
        @EnumSource(GroupProtocol.class)
        void batchOfLostPartitionsIsRetriedNotProduced(GroupProtocol groupProtocol) throws Exception {
            protocol = groupProtocol;
            createLoop("lost" + groupProtocol, 1);
            createLoop(TestKafka.doubtfulSource(clients, topic, metrics.partitions()));
            holdWrites();
            send(0, 20);
            lifecycle.start();
            eventually().until(() -> processor.prepared.size() == 2);

            TestKafka.removeAllMembers(clients, topic + ".readers");
            released.countDown();
            eventually().until(() -> committed() == 20);

            assertThat(processor.written)
                    .containsExactly(numbers(0, 10), numbers(10, 20), numbers(0, 10), numbers(10, 20));
            assertThat(sent()).isEqualTo(numbers(0, 20));
        }
    }
}
