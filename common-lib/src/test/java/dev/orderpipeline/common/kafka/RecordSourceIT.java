package dev.orderpipeline.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(GroupProtocol.class)
class RecordSourceIT extends RecordSourceFixture {

    @Nested
    class Batches {

        @Test
        void batchesStartAtTheEarliestOffsetInOrder() {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 25));
            RecordSource source = source();

            List<String> polled = new ArrayList<>();
            eventually().until(() -> {
                List<ConsumerRecord<byte[], byte[]>> batch = source.poll(POLL, NOTHING);
                assertThat(batch).hasSizeLessThanOrEqualTo(10);
                polled.addAll(TestKafka.values(batch));
                if (!batch.isEmpty()) {
                    source.commit();
                }
                return polled.size() >= 25;
            });

            assertThat(polled).isEqualTo(TestKafka.numbered("a", 25));
            assertThat(committed()).isEqualTo(25);
        }

        @Test
        void newConsumerStartsAtTheCommittedOffset() {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 15));
            RecordSource first = source();
            assertThat(next(first)).isEqualTo(TestKafka.numbered("a", 10));
            first.commit();
            assertThat(next(first)).containsExactly("a-10", "a-11", "a-12", "a-13", "a-14");
            first.close();

            assertThat(committed()).isEqualTo(10);
            assertThat(next(source())).containsExactly("a-10", "a-11", "a-12", "a-13", "a-14");
        }

        @Test
        void recordsAreCollectedUntilTheBatchIsFull() {
            RecordSource source = source();
            TestKafka.send(topic, 0, TestKafka.numbered("a", 3));
            List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
            AtomicInteger sent = new AtomicInteger(3);

            eventually()
                    .until(() -> batch.addAll(source.poll(
                            POLL,
                            () -> {
                                TestKafka.send(topic, 0, List.of("a-" + sent.getAndIncrement()));
                                return true;
                            },
                            NOTHING)));

            assertThat(TestKafka.values(batch)).isEqualTo(TestKafka.numbered("a", 10));
            source.commit();
            assertThat(committed()).isEqualTo(10);
        }

        @Test
        void recordsAreCollectedUntilTheConditionEnds() {
            RecordSource source = source();
            TestKafka.send(topic, 0, TestKafka.numbered("a", 3));
            List<ConsumerRecord<byte[], byte[]>> batch = new ArrayList<>();
            AtomicInteger checks = new AtomicInteger();

            eventually().until(() -> batch.addAll(source.poll(POLL, () -> checks.incrementAndGet() < 5, NOTHING)));

            assertThat(TestKafka.values(batch)).isEqualTo(TestKafka.numbered("a", 3));
            if (protocol == GroupProtocol.CLASSIC) {
                assertThat(checks).hasValue(5);
            } else {
                // Checked before the first record as well.
                assertThat(checks).hasValueGreaterThanOrEqualTo(5);
            }
        }

        @Test
        void batchesInFlightAreCommittedInOrder() {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 15));
            RecordSource source = source();
            assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 10));
            assertThat(next(source)).containsExactly("a-10", "a-11", "a-12", "a-13", "a-14");
            assertThat(committed()).isZero();

            source.commit();
            assertThat(committed()).isEqualTo(10);

            source.commit();
            assertThat(committed()).isEqualTo(15);
        }

        @Test
        void restOfAPartlyCommittedBatchIsPolledAgain() {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 25));
            RecordSource source = source();
            List<ConsumerRecord<byte[], byte[]>> first = nextRecords(source);
            assertThat(next(source)).hasSize(10);

            source.commitFirst(first.subList(0, 4));

            assertThat(committed()).isEqualTo(4);
            assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 14).subList(4, 14));
            source.commit();
            assertThat(committed()).isEqualTo(14);
        }

        @Test
        void lagCountsRecordsAfterTheBatch() {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 25));
            RecordSource source = source();

            assertThat(next(source)).hasSize(10);

            assertThat(listener.lags).containsEntry(new TopicPartition(topic, 0), 15L);
        }
    }

    @Nested
    class Rewinds {

        @Test
        void rewoundBatchIsPolledAgain() {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 15));
            RecordSource source = source();
            assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 10));

            source.rewind();

            assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 10));
            source.commit();
            assertThat(next(source)).containsExactly("a-10", "a-11", "a-12", "a-13", "a-14");
        }

        @Test
        void rewindReturnsToTheOldestBatchInFlight() {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 25));
            RecordSource source = source();
            assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 10));
            source.commit();
            List<String> second = next(source);
            List<String> third = next(source);

            source.rewind();

            assertThat(next(source)).isEqualTo(second).startsWith("a-10");
            assertThat(next(source)).isEqualTo(third).startsWith("a-20");
            assertThat(committed()).isEqualTo(10);
        }

        @Test
        void rewindResetsEveryPartitionOfTheBatch() {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 3));
            TestKafka.send(topic, 1, TestKafka.numbered("b", 3));
            RecordSource source = source();
            Set<String> polled = new HashSet<>();
            eventually().until(() -> {
                source.rewind();
                polled.clear();
                polled.addAll(TestKafka.values(source.poll(POLL, NOTHING)));
                return polled.size() == 6;
            });

            source.rewind();

            Set<String> again = new HashSet<>();
            eventually().until(() -> {
                handle(source, again);
                return again.size() == 6;
            });
            assertThat(again).isEqualTo(polled);
        }
    }

    @Nested
    class Waits {

        @Test
        void waitPollsNoRecordsAndKeepsPartitions() {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 5));
            RecordSource source = source();
            assertThat(next(source)).hasSize(5);
            listener.events.clear();
            TestKafka.send(topic, 0, List.of("late"));
            source.rewind();

            eventually().until(() -> {
                source.waitPaused(Duration.ofMillis(600), () -> true);
                return listener.lags.get(new TopicPartition(topic, 0)) == 6;
            });

            assertThat(listener.events).isEmpty();
            assertThat(committed()).isZero();
            assertThat(next(source)).containsExactly("a-0", "a-1", "a-2", "a-3", "a-4", "late");
        }

        @Test
        void waitEndsOnSignal() {
            RecordSource source = source();
            source.poll(POLL, NOTHING);
            long start = System.nanoTime();

            source.waitPaused(Duration.ofMinutes(5), () -> false);

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        }

        @Test
        void partitionsAssignedDuringAWaitArePaused() {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 5));
            RecordSource source = source();

            eventually().until(() -> {
                source.waitPaused(POLL, () -> true);
                return listener.lags.size() == 2;
            });

            assertThat(listener.lags).containsEntry(new TopicPartition(topic, 0), 5L);
            assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 5));
        }

        @Test
        void outageDuringAWaitLeavesNothingPaused() throws Exception {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 5));
            RecordSource source = source();
            assertThat(next(source)).hasSize(5);
            source.rewind();

            STACK.kafka().freeze();
            try {
                source.waitPaused(Duration.ofSeconds(1), () -> true);
            } finally {
                STACK.kafka().thaw();
            }

            assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 5));
        }

        @Test
        void jvmErrorLosesNothing() {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 5));
            RecordSource source = source();
            assertThat(next(source)).hasSize(5);

            assertThatThrownBy(() -> source.waitPaused(POLL, () -> {
                        throw new StackOverflowError("too deep");
                    }))
                    .isInstanceOf(StackOverflowError.class);

            assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 5));
        }
    }

    @Nested
    class Changes {

        @Test
        void deletedRecordsAreReportedAndSkipped() throws Exception {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 15));
            RecordSource source = source();
            assertThat(next(source)).hasSize(10);
            source.rewind();
            deleteBefore(12);

            assertThat(next(source)).containsExactly("a-12", "a-13", "a-14");
            assertThat(listener.events).contains("out of range: 1");
        }

        @Test
        void committedOffsetBeyondTheEndIsResetAndReported() throws Exception {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 5));
            commit(1_000);

            assertThat(next(source())).isEqualTo(TestKafka.numbered("a", 5));
            assertThat(listener.events).contains("out of range: 1");
        }

        @Test
        void topicRecreatedWithABatchInFlightIsConsumed() {
            // Every leader has an epoch of its own; those of a new topic begin again.
            STACK.kafka().kill();
            STACK.kafka().start();
            TestKafka.send(topic, 0, TestKafka.numbered("old", 5));
            RecordSource source = source();
            assertThat(next(source)).hasSize(5);

            STACK.kafka().deleteTopics(List.of(topic));
            STACK.kafka().createTopic(topic, 2);
            source.waitPaused(POLL, () -> true);
            attempt(source, source::commit);
            attempt(source, () -> source.waitPaused(POLL, () -> true));
            TestKafka.send(topic, 0, TestKafka.numbered("new", 5));

            assertThat(next(source)).isEqualTo(TestKafka.numbered("new", 5));
        }

        /**
         * As the loop does. With the protocol consumer, a commit names the id of the topic: for the deleted topic it fails,
         * also while its partitions are revoked, unless a fetch has brought the new id before.
         */
        private static void attempt(RecordSource source, Runnable step) {
            try {
                step.run();
            } catch (TimeoutException e) {
                source.rewind();
            }
        }

        @Test
        void offsetsOfADeletedTopicAreNotCommittedToTheNew() {
            TestKafka.send(topic, 0, TestKafka.numbered("old", 5));
            RecordSource source = source();
            assertThat(next(source)).hasSize(5);

            STACK.kafka().deleteTopics(List.of(topic));
            STACK.kafka().createTopic(topic, 2);
            TestKafka.send(topic, 0, TestKafka.numbered("new", 3));
            assertThat(next(source)).isEqualTo(TestKafka.numbered("new", 3));

            source.commit();
            assertThat(committed()).isZero();

            source.commit();
            assertThat(committed()).isEqualTo(3);
        }

        /** Kafka's clients look for new partitions every five minutes by default. */
        @Test
        void addedPartitionIsConsumedWithinAMinute() throws Exception {
            RecordSource source = source();
            eventually().until(() -> {
                source.poll(POLL, NOTHING);
                return listener.lags.size() == 2;
            });

            try (Admin admin = clients.consumerAdmin()) {
                admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(3)))
                        .all()
                        .get();
            }
            TestKafka.send(topic, 2, List.of("added"));

            List<String> polled = new ArrayList<>();
            eventually().atMost(Duration.ofMinutes(1)).until(() -> {
                handle(source, polled);
                return !polled.isEmpty();
            });
            assertThat(polled).containsExactly("added");
        }

        private void commit(long offset) throws Exception {
            try (Admin admin = clients.consumerAdmin()) {
                admin.alterConsumerGroupOffsets(
                                topic + ".readers", Map.of(new TopicPartition(topic, 0), new OffsetAndMetadata(offset)))
                        .all()
                        .get();
            }
        }

        private void deleteBefore(long offset) throws Exception {
            try (Admin admin = clients.consumerAdmin()) {
                admin.deleteRecords(Map.of(new TopicPartition(topic, 0), RecordsToDelete.beforeOffset(offset)))
                        .all()
                        .get();
            }
        }
    }
}
