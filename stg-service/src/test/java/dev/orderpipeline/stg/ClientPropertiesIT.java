package dev.orderpipeline.stg;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.testing.ServiceExtension;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerInterceptor;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Properties that no variable names reach the clients. */
class ClientPropertiesIT {

    @RegisterExtension
    static final ServiceExtension SERVICE = new ServiceExtension(StgApplication.class, "orders", "enriched");

    private static final Set<String> INTERCEPTED = ConcurrentHashMap.newKeySet();

    static {
        SERVICE.variables()
                .putAll(Map.of(
                        "KAFKA_CONSUMER_PROPERTIES",
                        "client.rack=eu-1a\ninterceptor.classes=" + Consumed.class.getName(),
                        "KAFKA_PRODUCER_PROPERTIES",
                        "interceptor.classes=" + Produced.class.getName(),
                        "PG_PROPERTIES",
                        "ApplicationName=named by a property"));
    }

    @Test
    void propertiesReachConsumerProducerAndDriver() {
        SERVICE.send("no JSON");

        assertThat(INTERCEPTED)
                .contains(
                        SERVICE.workspace().topic("orders"), SERVICE.workspace().topic("orders.dlq"));
        assertThat(SERVICE.workspace()
                        .query("SELECT DISTINCT application_name FROM pg_stat_activity"
                                + " WHERE datname = current_database() AND application_name LIKE 'named%'"))
                .containsExactly(List.of("named by a property"));
    }

    /** Public, because Kafka's client creates it by its name. */
    public static final class Consumed implements ConsumerInterceptor<byte[], byte[]> {

        @Override
        public ConsumerRecords<byte[], byte[]> onConsume(ConsumerRecords<byte[], byte[]> records) {
            records.forEach(record -> INTERCEPTED.add(record.topic()));
            return records;
        }

        @Override
        public void onCommit(Map<TopicPartition, OffsetAndMetadata> offsets) {
            // Only records are of interest.
        }

        @Override
        public void close() {
            // Holds nothing.
        }

        @Override
        public void configure(Map<String, ?> properties) {
            // Has no properties.
        }
    }

    /** Public, because Kafka's client creates it by its name. */
    public static final class Produced implements ProducerInterceptor<byte[], byte[]> {

        @Override
        public ProducerRecord<byte[], byte[]> onSend(ProducerRecord<byte[], byte[]> record) {
            INTERCEPTED.add(record.topic());
            return record;
        }

        @Override
        public void onAcknowledgement(RecordMetadata metadata, Exception failure) {
            // Only records are of interest.
        }

        @Override
        public void close() {
            // Holds nothing.
        }

        @Override
        public void configure(Map<String, ?> properties) {
            // Has no properties.
        }
    }
}
