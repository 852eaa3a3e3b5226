package dev.orderpipeline.common.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/**
 * Sends records and returns when the brokers have acknowledged all of them. Used by one thread at a time. After any
 * failure the producer is closed and replaced, whatever state it was in; so is it after {@link #close()}.
 */
public final class RecordSender implements AutoCloseable {

    private final DefaultKafkaProducerFactory<byte[], byte[]> producers;
    private final ConnectionCheck connectionCheck;

    /** @param sourceTopic a topic that the consumer may describe, to explain timeouts */
    public RecordSender(KafkaClients clients, String sourceTopic) {
        this.producers = clients.producerFactory();
        this.connectionCheck = new ConnectionCheck(clients, sourceTopic);
    }

    /**
     * An item whose record the broker rejected for its size.
     *
     * @param cause the broker's or the client's reason
     */
    public record Rejected<T>(T item, ApiException cause) {}

    /**
     * Connects to the brokers, which the first records would wait for otherwise.
     *
     * @throws KafkaException if the brokers do not respond for the topic
     */
    public void connect(String topic) {
        try {
            connected(topic);
        } catch (RuntimeException e) {
            throw replaceProducer(e);
        }
    }

    /**
     * Sends a record for each item.
     *
     * @param toRecord called once or twice for an item; so records need not be kept
     * @return the items that were rejected for their size, in order; all others are acknowledged
     * @throws KafkaException if the brokers did not acknowledge the others; then all of them have to be sent again
     */
    public <T> List<Rejected<T>> send(
            String topic, List<T> items, Function<T, ProducerRecord<byte[], byte[]>> toRecord) {
        if (items.isEmpty()) {
            return List.of();
        }
        try {
            return sendAndAwait(topic, items, toRecord);
        } catch (RuntimeException e) {
            throw replaceProducer(e);
        }
    }

    /**
     * As {@link #send}, but a record that is rejected for its size is a failure too.
     *
     * @throws KafkaException if the brokers did not acknowledge everything; then all of it has to be sent again
     */
    public <T> void sendAll(String topic, List<T> items, Function<T, ProducerRecord<byte[], byte[]>> toRecord) {
        for (Rejected<T> rejected : send(topic, items, toRecord)) {
            throw replaceProducer(rejected.cause());
        }
    }

    @Override
    public void close() {
        producers.reset();
    }

    private RuntimeException replaceProducer(RuntimeException failure) {
        producers.reset();
        if (failure instanceof TimeoutException timeout) {
            return connectionCheck.explain(timeout);
        }
        return failure instanceof KafkaException rejected ? KafkaUser.PRODUCER.explain(rejected) : failure;
    }

    /** Without metadata every single send would wait for it, one after the other. This waits once, and throws. */
    private Producer<byte[], byte[]> connected(String topic) {
        Producer<byte[], byte[]> producer = producers.createProducer();
        producer.partitionsFor(topic);
        return producer;
    }

    private <T> List<Rejected<T>> sendAndAwait(
            String topic, List<T> items, Function<T, ProducerRecord<byte[], byte[]>> toRecord) {
        Producer<byte[], byte[]> producer = connected(topic);
        List<Future<RecordMetadata>> sent = new ArrayList<>(items.size());
        for (T item : items) {
            sent.add(producer.send(toRecord.apply(item)));
        }
        producer.flush();
        List<Rejected<T>> rejected = new ArrayList<>();
        for (int index = 0; index < items.size(); index++) {
            ApiException tooLarge = awaitOneOf(sent, index);
            if (tooLarge instanceof RecordBatchTooLargeException) {
                // Larger than a segment of the topic. The client does not split such a batch: each record is sent
                // alone.
                Future<RecordMetadata> alone = producer.send(toRecord.apply(items.get(index)));
                producer.flush();
                tooLarge = await(alone);
            }
            if (tooLarge != null) {
                rejected.add(new Rejected<>(items.get(index), tooLarge));
            }
        }
        return rejected;
    }

    /** As below. An invalid record makes the broker reject its whole batch, but only its own future has the reason. */
    private static @Nullable ApiException awaitOneOf(List<Future<RecordMetadata>> sent, int index) {
        try {
            return await(sent.get(index));
        } catch (KafkaException e) {
            throw e instanceof ApiException ? e : reasonOf(e, sent.subList(index + 1, sent.size()));
        }
    }

    private static KafkaException reasonOf(KafkaException failure, List<Future<RecordMetadata>> others) {
        for (Future<RecordMetadata> other : others) {
            try {
                await(other);
            } catch (ApiException e) {
                return e;
            } catch (KafkaException e) {
                // No more specific than the first.
            }
        }
        return failure;
    }

    /** Why the record was rejected for its size, if it was. */
    private static @Nullable ApiException await(Future<RecordMetadata> sent) {
        try {
            sent.get();
            return null;
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RecordTooLargeException tooLarge) {
                return tooLarge;
            }
            if (e.getCause() instanceof RecordBatchTooLargeException largerThanASegment) {
                return largerThanASegment;
            }
            throw e.getCause() instanceof KafkaException failure ? failure : new KafkaException(e.getCause());
        }
    }
}
