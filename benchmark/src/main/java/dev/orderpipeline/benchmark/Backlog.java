package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.order.SourceRecord;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.Iterator;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/** What is fed to the first stage of a pipeline. */
final class Backlog {

    private Backlog() {}

    static Iterator<ProducerRecord<byte[], byte[]>> ofOrders(
            PipelineWorkspace workspace, Iterator<SourceRecord> orders) {
        String topic = workspace.sourceTopic(Stage.STG);
        return mapped(orders, order -> new ProducerRecord<>(topic, order.key(), order.value()));
    }

    /** What the stage before has sent at another workspace, for a topic with as many partitions. */
    static Iterator<ProducerRecord<byte[], byte[]>> ofMessages(
            PipelineWorkspace workspace, Stage stage, Iterator<ConsumerRecord<byte[], byte[]>> messages) {
        String topic = workspace.sourceTopic(stage);
        return mapped(
                messages,
                message -> new ProducerRecord<>(
                        topic, message.partition(), message.key(), message.value(), message.headers()));
    }

    /** At most the given number of items; the iterator keeps the others. */
    static <T> Iterator<T> first(long count, Iterator<T> of) {
        return new Iterator<>() {
            private long left = count;

            @Override
            public boolean hasNext() {
                return left > 0 && of.hasNext();
            }

            @Override
            public T next() {
                left--;
                return of.next();
            }
        };
    }

    private static <T, R> Iterator<R> mapped(Iterator<T> items, Function<T, R> mapping) {
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return items.hasNext();
            }

            @Override
            public R next() {
                return mapping.apply(items.next());
            }
        };
    }
}
