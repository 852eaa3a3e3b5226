package dev.orderpipeline.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records of Kafka as text in UTF-8. */
public final class Records {

    private Records() {}

    /** A header, which the record must have. */
    public static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }

    /** The key, which must not be null. */
    public static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), UTF_8);
    }

    /** The value, which must not be null. */
    public static String value(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.value(), UTF_8);
    }

    /** Records without keys. */
    public static List<ProducerRecord<byte[], byte[]>> of(String topic, String... values) {
        return Arrays.stream(values)
                .map(value -> new ProducerRecord<byte[], byte[]>(topic, value.getBytes(UTF_8)))
                .toList();
    }
}
