package dev.orderpipeline.common.loop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.tracing.BatchTrace;
import java.util.List;
import java.util.stream.LongStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolledBatchTest {

    @ParameterizedTest
    @CsvSource({"0,''", "1,' with record orders-1@0'", "3,' with 3 records from orders-1@0 to orders-1@2'"})
    void placesOfItsRecordsAreNamed(int records, String description) {
        assertThat(new PolledBatch(records(records), BatchTrace.OFF).describe()).isEqualTo(description);
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(int count) {
        return LongStream.range(0, count)
                .mapToObj(offset -> new ConsumerRecord<>("orders", 1, offset, new byte[0], new byte[0]))
                .toList();
    }
}
