package dev.orderpipeline.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.CompressedBatch;
import dev.orderpipeline.testing.SharedStack;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Batches that are small in the topic and large in memory, through a {@link RecordSource} and a real broker. */
class PollLimitIT {

    private static final LocalStack STACK = SharedStack.get();
    private static final int PARTITIONS = 3;
    private static final Duration POLL_TIMEOUT = Duration.ofMillis(200);

    /** Batches of a mebibyte, and 6.4 MiB of a key or value are kept. */
    private static final MemoryBudget MEMORY = new MemoryBudget(128 << 20, 0, 1);

    /** 12 MiB hold twelve of the largest messages that brokers take by default, and 50 polls of ten are 500. */
    private static final int MAX_POLL_RECORDS = 10;

    private static Workspace workspace;

    private final Lags lags = new Lags();
    private TopicSettings topics;
    private RecordSource source;

    @BeforeAll
    static void createWorkspace() {
        workspace = Workspace.create(STACK);
    }

    @AfterAll
    static void closeWorkspace() {
        workspace.close();
    }

    @BeforeEach
    void createSource(TestInfo test) {
        String name = test.getTestMethod().orElseThrow().getName();
        workspace.createTopic(name, PARTITIONS);
        topics = TestKafka.topics(workspace.topic(name), workspace.topic(name) + ".out", false);
        source = new RecordSource(TestKafka.clients(topics, 500, MEMORY), topics.source(), lags);
    }

    @AfterEach
    void closeSource() {
        source.close();
    }

    @Test
    void batchesAreLimitedInBytesAndComplete() {
        List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
        IntStream.range(0, 90)
                .forEach(number -> sent.add(
                        new ProducerRecord<>(topics.source(), number % PARTITIONS, key(number), value(300_000))));
        CompressedBatch.send(STACK.kafka(), sent);

        List<List<ConsumerRecord<byte[], byte[]>>> batches = readAll(sent.size());

        assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSizeBetween(1, 3));
        assertThat(batches).filteredOn(batch -> batch.size() == 3).hasSizeGreaterThan(20);
        assertInOrder(batches, sent.size());
        assertThat(lags.byPartition).hasSize(PARTITIONS).allSatisfy((partition, lag) -> assertThat(lag)
                .isZero());
        await().until(() -> workspace
                        .position(topics.source().substring(workspace.topic("").length()))
                        .lag()
                == 0);
    }

    @Test
    void limitedBatchIsTheSameAfterARewind() {
        List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
        IntStream.range(0, 20)
                .forEach(number -> sent.add(new ProducerRecord<>(topics.source(), 0, key(number), value(300_000))));
        CompressedBatch.send(STACK.kafka(), sent);
        List<ConsumerRecord<byte[], byte[]>> first = poll();
        List<ConsumerRecord<byte[], byte[]>> second = poll();

        source.rewind();

        assertThat(offsets(poll())).isEqualTo(offsets(first));
        assertThat(offsets(poll())).isEqualTo(offsets(second));
        source.waitPaused(POLL_TIMEOUT, () -> true);
        assertThat(offsets(poll())).startsWith(6L);
    }

    @Test
    void recordAboveTheLimitIsABatchOfItsOwn() {
        CompressedBatch.send(
                STACK.kafka(),
                List.of(
                        new ProducerRecord<>(topics.source(), 0, key(0), value(100)),
                        new ProducerRecord<>(topics.source(), 0, key(1), value(4_000_000)),
                        new ProducerRecord<>(topics.source(), 0, key(2), value(6_000_000)),
                        new ProducerRecord<>(topics.source(), 0, key(3), value(14_000_000)),
                        new ProducerRecord<>(topics.source(), 0, key(4), value(14_000_000)),
                        new ProducerRecord<>(topics.source(), 0, value(14_000_000), value(100)),
                        new ProducerRecord<>(topics.source(), 0, key(6), value(100)),
                        new ProducerRecord<>(topics.source(), 0, key(7), null),
                        new ProducerRecord<>(topics.source(), 0, null, value(100))));

        List<List<ConsumerRecord<byte[], byte[]>>> batches = readAll(9);

        assertThat(batches)
                .extracting(PollLimitIT::offsets)
                .containsExactly(
                        List.of(0L),
                        List.of(1L),
                        List.of(2L),
                        List.of(3L),
                        List.of(4L),
                        List.of(5L),
                        List.of(6L, 7L, 8L));
        List<ConsumerRecord<byte[], byte[]>> records =
                batches.stream().flatMap(List::stream).toList();
        assertThat(records.get(2).value()).hasSize(6_000_000);
        assertThat(SourceRecords.isValueOmitted(records.get(2))).isFalse();
        assertThat(records.get(3).key()).isEqualTo(key(3));
        assertThat(SourceRecords.isValueOmitted(records.get(3))).isTrue();
        assertThat(SourceRecords.bytes(records.get(3))).isEqualTo(14_000_001);
        assertThat(SourceRecords.isKeyOmitted(records.get(5))).isTrue();
        assertThat(records.get(5).value()).hasSize(100);
        assertThat(SourceRecords.isValueOmitted(records.get(7))).isFalse();
        assertThat(SourceRecords.isKeyOmitted(records.get(8))).isFalse();
    }

    @Test
    void tooLargeHeadersAreOmittedButNotTheValue() {
        ProducerRecord<byte[], byte[]> large = new ProducerRecord<>(topics.source(), 0, key(0), value(100));
        large.headers().add("h", value(700_000));
        ProducerRecord<byte[], byte[]> tooLarge = new ProducerRecord<>(topics.source(), 0, key(1), value(100));
        tooLarge.headers().add("g", value(100)).add("h", value(7_000_000)).add("i", null);
        CompressedBatch.send(STACK.kafka(), List.of(large, large, tooLarge, large));

        List<List<ConsumerRecord<byte[], byte[]>>> batches = readAll(4);

        assertThat(batches)
                .extracting(PollLimitIT::offsets)
                .containsExactly(List.of(0L), List.of(1L), List.of(2L), List.of(3L));
        assertThat(batches.get(0).get(0).headers().lastHeader("h").value()).hasSize(700_000);
        assertThat(SourceRecords.bytes(batches.get(0).get(0))).isEqualTo(700_102);
        ConsumerRecord<byte[], byte[]> cut = batches.get(2).get(0);
        assertThat(cut.headers()).extracting(Header::key).containsExactly("pipeline-headers-omitted", "i");
        assertThat(cut.value()).hasSize(100);
        assertThat(SourceRecords.areHeadersOmitted(cut)).isTrue();
        assertThat(SourceRecords.headerCount(cut)).isEqualTo(3);
        assertThat(SourceRecords.bytes(cut)).isEqualTo(7_000_204);
    }

    @Test
    void headersOfTombstonesCount() {
        List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
        for (int number = 0; number < 60; number++) {
            ProducerRecord<byte[], byte[]> tombstone =
                    new ProducerRecord<>(topics.source(), 0, number < 30 ? key(number) : null, null);
            tombstone.headers().add("h", value(number < 59 ? 900_000 : 7_000_000));
            sent.add(tombstone);
        }
        CompressedBatch.send(STACK.kafka(), sent);

        List<List<ConsumerRecord<byte[], byte[]>>> batches = readAll(sent.size());

        assertThat(batches.subList(0, 29)).allSatisfy(batch -> assertThat(batch).hasSize(1));
        assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSizeLessThanOrEqualTo(MAX_POLL_RECORDS));
        assertInOrder(batches, sent.size());
        List<ConsumerRecord<byte[], byte[]>> last = batches.get(batches.size() - 1);
        assertThat(SourceRecords.areHeadersOmitted(last.get(last.size() - 1))).isTrue();
    }

    @Test
    void emptyHeadersCountWithTheirOverhead() {
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topics.source(), 0, key(0), value(100));
        IntStream.range(0, 100_000).forEach(number -> record.headers().add("", null));
        CompressedBatch.send(STACK.kafka(), List.of(record, record));

        List<List<ConsumerRecord<byte[], byte[]>>> batches = readAll(2);

        assertThat(batches).hasSize(2).allSatisfy(batch -> {
            assertThat(batch.get(0).headers()).hasSizeLessThan(200);
            assertThat(SourceRecords.headerCount(batch.get(0))).isEqualTo(100_000);
            assertThat(SourceRecords.bytes(batch.get(0))).isEqualTo(101);
        });
    }

    @Test
    void severalPollsMakeUpAFullBatch() {
        List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
        IntStream.range(0, 1_200)
                .forEach(number -> sent.add(new ProducerRecord<>(topics.source(), 0, key(number), value(10))));
        CompressedBatch.send(STACK.kafka(), sent);

        assertThat(readAll(sent.size())).extracting(List::size).containsExactly(500, 500, 200);
    }

    @Test
    void smallRecordsCountWithTheirOverhead() {
        source.close();
        source = new RecordSource(TestKafka.clients(topics, 100_000, MEMORY), topics.source(), lags);
        List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
        IntStream.range(0, 10_000)
                .forEach(number -> sent.add(new ProducerRecord<>(topics.source(), 0, null, key(number))));
        CompressedBatch.send(STACK.kafka(), sent);

        List<List<ConsumerRecord<byte[], byte[]>>> batches = readAll(sent.size());

        assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSizeLessThan(4_100));
        assertInOrder(batches, sent.size());
    }

    private List<List<ConsumerRecord<byte[], byte[]>>> readAll(int count) {
        List<List<ConsumerRecord<byte[], byte[]>>> batches = new ArrayList<>();
        int read = 0;
        while (read < count) {
            List<ConsumerRecord<byte[], byte[]>> batch = poll();
            source.commit();
            batches.add(batch);
            read += batch.size();
        }
        assertThat(read).isEqualTo(count);
        return batches;
    }

    private List<ConsumerRecord<byte[], byte[]>> poll() {
        List<ConsumerRecord<byte[], byte[]>> records = List.of();
        long end = System.nanoTime() + Duration.ofMinutes(1).toNanos();
        while (records.isEmpty() && System.nanoTime() < end) {
            records = source.poll(POLL_TIMEOUT, () -> {});
        }
        return records;
    }

    private static void assertInOrder(List<List<ConsumerRecord<byte[], byte[]>>> batches, int count) {
        Map<Integer, Long> next = new HashMap<>();
        batches.forEach(batch -> batch.forEach(
                record -> assertThat(record.offset()).isEqualTo(next.merge(record.partition(), 1L, Long::sum) - 1)));
        assertThat(next.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(count);
    }

    private static List<Long> offsets(List<ConsumerRecord<byte[], byte[]>> records) {
        return records.stream().map(ConsumerRecord::offset).toList();
    }

    private static byte[] key(int number) {
        return Integer.toString(number).getBytes(UTF_8);
    }

    private static byte[] value(int bytes) {
        return new byte[bytes];
    }

    private static final class Lags implements SourceListener {

        private final Map<TopicPartition, Long> byPartition = new HashMap<>();

        @Override
        public void lag(TopicPartition partition, long records) {
            byPartition.put(partition, records);
        }

        @Override
        public void revoked(TopicPartition partition) {
            byPartition.remove(partition);
        }

        @Override
        public void outOfRange(int partitions) {
            throw new AssertionError("nothing is out of range");
        }
    }
}
