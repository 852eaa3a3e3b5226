package dev.orderpipeline.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderpipeline.testing.CapturedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Sources as members of their consumer group, by each of its protocols. */
@ParameterizedClass
@EnumSource(GroupProtocol.class)
class RecordSourceGroupIT extends RecordSourceFixture {

    @Nested
    class Members {

        @Test
        void assignedPartitionsAreLoggedWithTheirOffsets() {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 5));
            try (RecordSource first = new RecordSource(clients, topic, listener)) {
                assertThat(next(first)).hasSize(5);
                first.commit();
            }

            try (CapturedLog log = new CapturedLog(RecordSource.class)) {
                RecordSource source = source();
                eventually().until(() -> {
                    source.poll(POLL, NOTHING);
                    return log.linesOf(RecordSource.class).stream()
                            .anyMatch(line -> line.text().contains("Partitions assigned: [" + topic));
                });

                assertThat(log.linesOf(RecordSource.class))
                        .anySatisfy(line -> assertThat(line.text()).contains(topic + "-0@5", topic + "-1@0"));
            }
        }

        @Test
        void memberWithoutPartitionsHasJoined() {
            List<RecordSource> moreThanPartitions = List.of(source(), source(), source());
            Set<RecordSource> joined = new HashSet<>();

            eventually().until(() -> {
                moreThanPartitions.forEach(source -> source.poll(POLL, new GroupMember() {
                    @Override
                    public void joined() {
                        joined.add(source);
                    }

                    @Override
                    public void beforeRevocation() {}
                }));
                return joined.containsAll(moreThanPartitions);
            });
        }

        /** It takes part in a rebalance, which only a consumer that polls does: its time to the next poll never runs out. */
        @Test
        void pausedConsumerStaysAMemberOfItsGroup() throws Exception {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 5));
            RecordSource waiting = source();
            assertThat(next(waiting)).hasSize(5);
            waiting.rewind();
            Set<String> before = members();
            RecordSource newcomer = source();
            AtomicBoolean joined = new AtomicBoolean();

            CompletableFuture<Void> wait =
                    CompletableFuture.runAsync(() -> waiting.waitPaused(Duration.ofMinutes(5), () -> !joined.get()));
            eventually().until(() -> {
                newcomer.poll(POLL, NOTHING);
                return membersWithPartitions() == 2;
            });
            joined.set(true);
            wait.get();

            assertThat(members()).containsAll(before).hasSize(2);
            assertThat(committed()).isZero();
        }

        private Set<String> members() throws Exception {
            return describeMembers().stream().map(MemberDescription::consumerId).collect(Collectors.toSet());
        }

        private long membersWithPartitions() throws Exception {
            return describeMembers().stream()
                    .filter(member -> !member.assignment().topicPartitions().isEmpty())
                    .count();
        }

        private Collection<MemberDescription> describeMembers() throws Exception {
            String group = topic + ".readers";
            try (Admin admin = clients.consumerAdmin()) {
                return admin.describeConsumerGroups(List.of(group))
                        .all()
                        .get()
                        .get(group)
                        .members();
            }
        }
    }

    @Nested
    class Ownership {

        @Test
        void ownershipOfALongBatchIsCheckedByCoordinator() throws Exception {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 5));
            RecordSource source = open(TestKafka.doubtfulSource(clients, topic, listener));
            assertThat(next(source)).hasSize(5);
            assertThat(source.ownsBatch()).isTrue();

            TestKafka.removeAllMembers(clients, topic + ".readers");

            assertThat(source.ownsBatch()).isFalse();
            source.rewind();
            awaitNewMember(source);
            assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 5));
            assertThat(source.ownsBatch()).isTrue();
            source.commit();
            assertThat(committed()).isEqualTo(5);
        }

        @Test
        void batchOfPartitionsLostInALaterPollIsNotOwned() throws Exception {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 5));
            RecordSource source = source();
            assertThat(next(source)).hasSize(5);
            listener.events.clear();

            TestKafka.removeAllMembers(clients, topic + ".readers");
            eventually().until(() -> {
                source.poll(Duration.ZERO, NOTHING);
                return listener.events.contains("revoked: " + topic + "-0");
            });

            assertThat(source.ownsBatch()).isFalse();
            source.rewind();
            assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 5));
            assertThat(source.ownsBatch()).isTrue();
            source.commit();
            assertThat(committed()).isEqualTo(5);
        }

        @Test
        void rejectedCommitRequiresAnOwnershipCheck() throws Exception {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 15));
            RecordSource source = source();
            assertThat(next(source)).hasSize(10);
            assertThat(next(source)).hasSize(5);

            TestKafka.removeAllMembers(clients, topic + ".readers");
            source.commit();

            assertThat(source.ownsBatch()).isFalse();
            source.rewind();
            awaitNewMember(source);
            assertThat(next(source)).isEqualTo(TestKafka.numbered("a", 10));
            assertThat(source.ownsBatch()).isTrue();
        }

        /** A classic consumer joins again in its next poll. */
        private void awaitNewMember(RecordSource source) {
            if (protocol == GroupProtocol.CONSUMER) {
                assertThatThrownBy(() -> source.poll(POLL, NOTHING)).isInstanceOf(CommitFailedException.class);
            }
        }
    }

    @Nested
    class Rebalances {

        @Test
        void batchInFlightIsCommittedBeforeRevocation() {
            TestKafka.send(topic, 0, TestKafka.numbered("a", 10));
            TestKafka.send(topic, 1, TestKafka.numbered("b", 10));
            RecordSource source = source();
            assertThat(next(source)).hasSize(10);
            assertThat(next(source)).hasSize(10);
            RecordSource newcomer = source();
            List<String> finished = new ArrayList<>();

            eventually().until(() -> {
                source.poll(Duration.ZERO, () -> {
                    for (int batch = 0; batch < 2; batch++) {
                        assertThat(source.ownsBatch()).isTrue();
                        source.commit();
                    }
                    finished.add("committed " + committed());
                    finished.addAll(listener.events);
                });
                newcomer.poll(POLL, NOTHING);
                return !finished.isEmpty();
            });

            assertThat(finished).containsExactly("committed 20");
            assertThat(listener.events).hasSize(1);
            TestKafka.send(topic, 0, List.of("c"));
            TestKafka.send(topic, 1, List.of("d"));
            List<String> polled = new ArrayList<>();
            eventually().until(() -> {
                handle(source, polled);
                handle(newcomer, polled);
                return committed() == 22;
            });
            assertThat(polled).containsExactlyInAnyOrder("c", "d");
        }

        @Test
        void closeLosesAndRepeatsNoRecord() {
            RecordSource first = source();
            eventually().until(() -> {
                first.poll(POLL, NOTHING);
                return listener.lags.size() == 2;
            });
            RecordSource second = source();
            eventually().until(() -> {
                first.poll(POLL, NOTHING);
                second.poll(POLL, NOTHING);
                return !listener.events.isEmpty();
            });
            TestKafka.send(topic, 0, TestKafka.numbered("a", 25));
            TestKafka.send(topic, 1, TestKafka.numbered("b", 25));
            List<String> byFirst = new ArrayList<>();
            List<String> bySecond = new ArrayList<>();
            eventually().until(() -> {
                handle(first, byFirst);
                handle(second, bySecond);
                return !byFirst.isEmpty() && !bySecond.isEmpty() && committed() == byFirst.size() + bySecond.size();
            });

            first.close();
            TestKafka.send(topic, 0, TestKafka.numbered("c", 5));
            TestKafka.send(topic, 1, TestKafka.numbered("d", 5));

            eventually().until(() -> {
                handle(second, bySecond);
                return committed() == 60;
            });
            List<String> handled = new ArrayList<>(byFirst);
            handled.addAll(bySecond);
            List<String> expected = new ArrayList<>(TestKafka.numbered("a", 25));
            expected.addAll(TestKafka.numbered("b", 25));
            expected.addAll(TestKafka.numbered("c", 5));
            expected.addAll(TestKafka.numbered("d", 5));
            assertThat(handled).containsExactlyInAnyOrderElementsOf(expected);
        }
    }
}
