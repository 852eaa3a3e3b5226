package dev.orderpipeline.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LagReportIT extends RecordSourceFixture {

    @Test
    void lagCountsRecordsProducedAfterTheFetch() {
        TopicPartition partition = new TopicPartition(topic, 0);
        TestKafka.send(topic, 0, TestKafka.numbered("a", 25));
        try (BoundedConsumer consumer = clients.consumer()) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            eventually().until(() -> {
                consumer.poll(POLL);
                return consumer.position(partition) == 10;
            });
            TestKafka.send(topic, 0, TestKafka.numbered("b", 40));

            LagReport report = new LagReport(clients, listener, Duration.ofMinutes(5));
            report.report(consumer, Set.of(partition));
            assertThat(listener.lags).as("of the fetch").containsEntry(partition, 15L);

            eventually().until(() -> {
                report.report(consumer, Set.of(partition));
                return listener.lags.get(partition) == 55;
            });
        }
    }
}
