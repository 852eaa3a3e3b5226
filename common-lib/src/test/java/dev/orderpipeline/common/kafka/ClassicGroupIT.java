package dev.orderpipeline.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderpipeline.common.failure.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

/** What only the group protocol classic has: assignors of the clients, and rebalances that stop the commits of all members. */
class ClassicGroupIT extends RecordSourceFixture {

    @Test
    void memberWithAnotherAssignorIsTheReason() {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                STACK.kafka().bootstrapServers(),
                "group.id",
                topic + ".readers",
                "partition.assignment.strategy",
                "org.apache.kafka.clients.consumer.RangeAssignor");
        try (Consumer<byte[], byte[]> foreign =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            foreign.subscribe(List.of(topic));
            eventually().until(() -> {
                foreign.poll(POLL);
                return !foreign.assignment().isEmpty();
            });
            RecordSource source = source();

            assertThatThrownBy(() -> source.poll(Duration.ofMinutes(1), NOTHING))
                    .isInstanceOf(KafkaException.class)
                    .satisfies(failure -> assertThat(Reason.of(failure))
                            .startsWith("Kafka InconsistentGroupProtocolException: ")
                            .contains("another assignor", "KAFKA_CONSUMER_GROUP"));
        }

        TestKafka.send(topic, 0, List.of("a"));
        assertThat(next(source())).containsExactly("a");
    }

    @Test
    void batchWrittenDuringARebalanceIsCommittedAfter() {
        RecordSource source = source();
        eventually().until(() -> {
            source.poll(POLL, NOTHING);
            return listener.lags.size() == 2;
        });
        RecordSource stalled = source();
        eventually().until(() -> {
            source.poll(POLL, NOTHING);
            stalled.poll(POLL, NOTHING);
            return !listener.events.isEmpty();
        });
        // A third one joins. As long as the second does not poll, the rebalance can't end.
        RecordSource newcomer = source();
        List<String> handled = new ArrayList<>();
        eventually().until(() -> {
            TestKafka.send(topic, 0, List.of("a"));
            TestKafka.send(topic, 1, List.of("b"));
            newcomer.poll(POLL, NOTHING);
            handle(source, handled);
            return committed() < handled.size();
        });

        eventually().until(() -> {
            stalled.poll(POLL, NOTHING);
            newcomer.poll(POLL, NOTHING);
            source.poll(POLL, NOTHING);
            return committed() == handled.size();
        });
    }
}
