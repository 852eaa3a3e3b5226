package dev.orderpipeline.common.kafka;

import dev.orderpipeline.common.memory.MemoryBudget;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/** A consumer whose polls are limited in bytes, see {@link PollLimit}. */
final class BoundedConsumer extends KafkaConsumer<byte[], byte[]> {

    private final PollLimit limit;

    private BoundedConsumer(Map<String, Object> config, PollLimit limit) {
        super(config, limit.keys(), limit.values());
        this.limit = limit;
    }

    static BoundedConsumer create(Map<String, Object> config, MemoryBudget memory) {
        return new BoundedConsumer(config, new PollLimit(memory.batchBytes(), memory.keptBytes()));
    }

    @Override
    public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
        limit.reset();
        return super.poll(timeout);
    }
}
