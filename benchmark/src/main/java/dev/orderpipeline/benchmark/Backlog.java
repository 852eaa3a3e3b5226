package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.order.SourceRecord;
import java.util.Iterator;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.utils.MappedIterator;

/** What is fed to the first stage of a pipeline. */
final class Backlog {

    private Backlog() {}

    static Iterator<ProducerRecord<byte[], byte[]>> ofOrders(String topic, Iterator<SourceRecord> orders) {
        return new MappedIterator<>(orders, order -> new ProducerRecord<>(topic, order.key(), order.value()));
    }

    /** The messages of another topic with as many partitions. */
    static Iterator<ProducerRecord<byte[], byte[]>> ofMessages(
            String topic, Iterator<ConsumerRecord<byte[], byte[]>> messages) {
        return new MappedIterator<>(
                messages,
                message -> new ProducerRecord<>(
                        topic, message.partition(), message.key(), message.value(), message.headers()));
    }

    /** The next items, so many; the iterator keeps the others. */
    static <T> Iterator<T> first(long count, Iterator<T> of) {
        return Stream.generate(of::next).limit(count).iterator();
    }
}
