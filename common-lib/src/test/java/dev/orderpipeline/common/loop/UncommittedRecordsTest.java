package dev.orderpipeline.common.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class UncommittedRecordsTest {

    private final UncommittedRecords uncommitted = new UncommittedRecords();

    @Test
    void oldestIsThatOfBothBatchesInFlight() {
        uncommitted.polled(records(30, 20, 40), false);
        assertThat(uncommitted.oldestTimestamp()).isEqualTo(20);

        uncommitted.polled(records(10), true);
        assertThat(uncommitted.oldestTimestamp()).isEqualTo(10);

        uncommitted.committed();
        assertThat(uncommitted.oldestTimestamp()).isEqualTo(10);

        uncommitted.committed();
        assertThat(uncommitted.oldestTimestamp()).isEqualTo(UncommittedRecords.NONE);
    }

    @Test
    void committedBatchCountsNoLonger() {
        uncommitted.polled(records(10), false);
        uncommitted.polled(records(30), true);
        uncommitted.committed();

        assertThat(uncommitted.oldestTimestamp()).isEqualTo(30);
    }

    @Test
    void failedBatchCountsUntilItIsPolledAgain() {
        uncommitted.polled(records(10), false);
        uncommitted.polled(records(30), true);
        assertThat(uncommitted.oldestTimestamp()).isEqualTo(10);

        uncommitted.polled(records(10, 30), false);
        assertThat(uncommitted.oldestTimestamp()).isEqualTo(10);
        uncommitted.committed();
        assertThat(uncommitted.oldestTimestamp()).isEqualTo(UncommittedRecords.NONE);
    }

    @Test
    void emptyPollAfterARewindHasNoRecordInFlight() {
        uncommitted.polled(records(10), false);
        uncommitted.polled(List.of(), false);

        assertThat(uncommitted.oldestTimestamp()).isEqualTo(UncommittedRecords.NONE);
    }

    @Test
    void batchWithoutTimestampsHasNoAge() {
        uncommitted.polled(records(ConsumerRecord.NO_TIMESTAMP), false);
        uncommitted.polled(records(10), true);
        assertThat(uncommitted.oldestTimestamp()).isEqualTo(10);

        uncommitted.committed();
        assertThat(uncommitted.oldestTimestamp()).isEqualTo(10);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(long... timestamps) {
        return LongStream.of(timestamps)
                .mapToObj(timestamp -> new ConsumerRecord<byte[], byte[]>(
                        "orders",
                        0,
                        0,
                        timestamp,
                        TimestampType.CREATE_TIME,
                        0,
                        0,
                        null,
                        null,
                        new RecordHeaders(),
                        Optional.empty()))
                .toList();
    }
}
