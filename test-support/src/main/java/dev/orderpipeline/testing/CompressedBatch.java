package dev.orderpipeline.testing;

import dev.orderpipeline.local.kafka.LocalKafka;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records that a producer sends together: large, but small when they are compressed. */
public final class CompressedBatch {

    private static final int MAX_BYTES = 64 << 20;

    private CompressedBatch() {}

    /** Sends the records in as few batches as the producer makes: all that go together fit into a megabyte compressed. */
    public static void send(LocalKafka kafka, List<ProducerRecord<byte[], byte[]>> records) {
        Map<String, Object> settings = Map.of(
                ProducerConfig.COMPRESSION_TYPE_CONFIG,
                "zstd",
                ProducerConfig.BATCH_SIZE_CONFIG,
                MAX_BYTES,
                ProducerConfig.BUFFER_MEMORY_CONFIG,
                4L * MAX_BYTES,
                ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                MAX_BYTES,
                ProducerConfig.LINGER_MS_CONFIG,
                1_000);
        try (Producer<byte[], byte[]> producer = kafka.producer(settings)) {
            records.forEach(producer::send);
            producer.flush();
        }
    }
}
