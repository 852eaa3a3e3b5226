package dev.orderpipeline.common.kafka;

import static dev.orderpipeline.common.ConsumedRecords.consumed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.ConsumedRecords;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceRecordsTest {

    @Test
    void recordTimestampIsTheDefault() {
        assertThat(SourceRecords.sourceTimestamp(consumed(7, "{}"))).isEqualTo(ConsumedRecords.TIMESTAMP);
    }

    @Test
    void headerOverridesRecordTimestamp() {
        assertThat(SourceRecords.sourceTimestamp(consumed(7, "{}", Map.of("pipeline-source-timestamp", "12345"))))
                .isEqualTo(12345);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "yesterday", "-5", "1.5", " 5", "9999999999999999999"})
    void invalidHeaderIsIgnored(String header) {
        assertThat(SourceRecords.sourceTimestamp(consumed(7, "{}", Map.of("pipeline-source-timestamp", header))))
                .isEqualTo(ConsumedRecords.TIMESTAMP);
    }

    @Test
    void headerWithoutValueIsIgnored() {
        ConsumerRecord<byte[], byte[]> record = consumed(7, "{}");
        record.headers().add("pipeline-source-timestamp", null);

        assertThat(SourceRecords.sourceTimestamp(record)).isEqualTo(ConsumedRecords.TIMESTAMP);
    }

    @Test
    void omissionHeaderOfProducersIsIgnored() {
        ConsumerRecord<byte[], byte[]> record = consumed(7, "{}", Map.of("pipeline-headers-omitted", "true"));

        assertThat(SourceRecords.areHeadersOmitted(record)).isFalse();
        assertThat(SourceRecords.headerCount(record)).isEqualTo(1);
    }

    @Test
    void placeNamesTopicPartitionAndOffset() {
        assertThat(SourceRecords.place(consumed(7, "{}"))).isEqualTo("orders-3@7");
    }
}
