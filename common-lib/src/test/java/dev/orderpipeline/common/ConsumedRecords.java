package dev.orderpipeline.common;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Records as a consumer returns them, for tests without a broker. */
public final class ConsumedRecords {

    public static final String TOPIC = "orders";
    public static final int PARTITION = 3;
    public static final long TIMESTAMP = 1_680_985_656_000L;

    private ConsumedRecords() {}

    public static ConsumerRecord<byte[], byte[]> consumed(long offset, String value) {
        return consumed(offset, value, Map.of());
    }

    /** @param value may be null */
    public static ConsumerRecord<byte[], byte[]> consumed(long offset, String value, Map<String, String> headers) {
        RecordHeaders recordHeaders = new RecordHeaders();
        headers.forEach((name, text) -> recordHeaders.add(name, text.getBytes(UTF_8)));
        byte[] bytes = value == null ? null : value.getBytes(UTF_8);
        return new ConsumerRecord<>(
                TOPIC,
                PARTITION,
                offset,
                TIMESTAMP,
                TimestampType.CREATE_TIME,
                3,
                0,
                "key".getBytes(UTF_8),
                bytes,
                recordHeaders,
                Optional.empty());
    }
}
