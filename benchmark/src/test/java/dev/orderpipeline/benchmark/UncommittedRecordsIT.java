package dev.orderpipeline.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class UncommittedRecordsIT {

    private static final LocalStack STACK = LocalStack.start();

    @Test
    void recordsBecomeVisibleTogetherAtCommit() {
        try (Workspace workspace = Workspace.create(STACK)) {
            String topic = workspace.createTopic("orders", 2);
            try (UncommittedRecords uncommitted = UncommittedRecords.send(STACK.kafka(), records(topic, 500))) {
                assertThat(STACK.kafka().readAll(topic)).isEmpty();

                uncommitted.commit();

                await().atMost(Duration.ofMinutes(3))
                        .untilAsserted(
                                () -> assertThat(STACK.kafka().readAll(topic)).hasSize(500));
                assertThat(uncommitted.count()).isEqualTo(500);
                assertThat(uncommitted.ends())
                        .isEqualTo(Map.of(new TopicPartition(topic, 0), 250L, new TopicPartition(topic, 1), 250L));
            }
        }
    }

    private static Iterator<ProducerRecord<byte[], byte[]>> records(String topic, int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new ProducerRecord<byte[], byte[]>(
                        topic, number % 2, null, Integer.toString(number).getBytes(UTF_8)))
                .iterator();
    }
}
