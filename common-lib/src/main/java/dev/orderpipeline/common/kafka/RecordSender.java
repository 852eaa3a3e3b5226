package dev.orderpipeline.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.deadletter.DeadLetter;
import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/**
 * Sends what came out of a batch and returns when the brokers have all of it. Used by one thread at a time. After any
 * failure the producer is thrown away and built anew, whatever state it was in.
 */
public final class RecordSender implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RecordSender.class);

    private final DefaultKafkaProducerFactory<byte[], byte[]> producers;
    private final String destinationTopic;
    private final DeadLetterWriter deadLetterWriter;
    private final ConnectionCheck connectionCheck;
    private final int maxMessageBytes;

    public RecordSender(KafkaClients clients, TopicSettings topics) {
        this.producers = clients.producerFactory();
        this.destinationTopic = topics.destination();
        this.deadLetterWriter = new DeadLetterWriter(topics.deadLetters(), topics.consumerGroup());
        this.connectionCheck = new ConnectionCheck(clients, topics.source());
        this.maxMessageBytes = clients.maxMessageBytes();
    }

    /**
     * Sends messages, then dead letters. A record that a message comes from which the broker refuses for its size, or which
     * does not fit into the producer's buffer, becomes a dead letter, one for all such messages.
     *
     * @return all dead letters that were sent
     * @throws KafkaException if the brokers did not confirm everything; then all of it has to be sent again
     */
    public List<DeadLetter> send(List<OutgoingMessage> messages, List<DeadLetter> deadLetters) {
        try {
            List<DeadLetter> all = new ArrayList<>(deadLetters);
            Set<ConsumerRecord<byte[], byte[]>> sources = new HashSet<>();
            List<OutgoingMessage> fitting = new ArrayList<>(messages.size());
            for (OutgoingMessage message : messages) {
                if (message.value().length <= maxMessageBytes) {
                    fitting.add(message);
                } else if (sources.add(message.origin().record())) {
                    all.add(new DeadLetter(message.origin().record(), tooLargeForTheBuffer(message)));
                }
            }
            for (Refused<OutgoingMessage> refused : sendAll(destinationTopic, fitting, this::record)) {
                ConsumerRecord<byte[], byte[]> source = refused.item().origin().record();
                if (sources.add(source)) {
                    all.add(new DeadLetter(source, ErrorCode.REJECTED_BY_BROKER, refused.cause()));
                }
            }
            sendDeadLetters(all);
            return all;
        } catch (RuntimeException e) {
            throw startAnew(e);
        }
    }

    /**
     * Puts records of the dead-letter topic at its end once more, as they are: partition, key, value, headers, timestamp.
     *
     * @throws KafkaException if the brokers did not confirm everything; then all of it has to be put back again
     */
    public void putBack(List<ConsumerRecord<byte[], byte[]>> letters) {
        try {
            for (Refused<?> refused : sendAll(deadLetterWriter.topic(), letters, RecordSender::same)) {
                throw refused.cause();
            }
        } catch (RuntimeException e) {
            throw startAnew(e);
        }
    }

    @Override
    public void close() {
        producers.reset();
    }

    private RuntimeException startAnew(RuntimeException failure) {
        producers.reset();
        if (failure instanceof TimeoutException timeout) {
            return connectionCheck.explain(timeout);
        }
        return failure instanceof KafkaException refused ? KafkaUser.PRODUCER.explain(refused) : failure;
    }

    private RejectedRecordException tooLargeForTheBuffer(OutgoingMessage message) {
        return new RejectedRecordException(
                ErrorCode.CONTRACT_VIOLATION,
                "the message to %s is %d bytes long, and the longest that fits into the heap is %d"
                        .formatted(destinationTopic, message.value().length, maxMessageBytes));
    }

    /** Leaves out what makes a dead letter too large for its topic, but never the dead letter itself. */
    private void sendDeadLetters(List<DeadLetter> deadLetters) {
        List<DeadLetter> tooLarge = tooLarge(deadLetters, deadLetterWriter::write);
        warn(tooLarge, "its value, or its headers if these are larger,");
        List<DeadLetter> stillTooLarge = tooLarge(tooLarge, deadLetterWriter::writeWithoutLargestPart);
        warn(stillTooLarge, "value, key and headers");
        for (Refused<DeadLetter> refused :
                sendAll(deadLetterWriter.topic(), stillTooLarge, deadLetterWriter::writeWithoutRecord)) {
            throw refused.cause();
        }
    }

    private List<DeadLetter> tooLarge(
            List<DeadLetter> deadLetters, Function<DeadLetter, ProducerRecord<byte[], byte[]>> toRecord) {
        return sendAll(deadLetterWriter.topic(), deadLetters, toRecord).stream()
                .map(Refused::item)
                .toList();
    }

    private void warn(List<DeadLetter> tooLarge, String omitted) {
        tooLarge.forEach(letter -> LOG.warn(
                "The dead letter of {} is too large for {}: {} left out",
                SourceRecords.place(letter.source()),
                deadLetterWriter.topic(),
                omitted));
    }

    private record Refused<T>(T item, ApiException cause) {}

    /** Sends all, waits for all, and returns those that are too large for the broker. */
    private <T> List<Refused<T>> sendAll(
            String topic, List<T> items, Function<T, ProducerRecord<byte[], byte[]>> toRecord) {
        if (items.isEmpty()) {
            return List.of();
        }
        Producer<byte[], byte[]> producer = producers.createProducer();
        // Without metadata every single send would wait for it, one after the other. This waits once, and throws.
        producer.partitionsFor(topic);
        List<Future<RecordMetadata>> sent = new ArrayList<>(items.size());
        for (T item : items) {
            sent.add(producer.send(toRecord.apply(item)));
        }
        producer.flush();
        List<Refused<T>> refused = new ArrayList<>();
        for (int index = 0; index < items.size(); index++) {
            ApiException tooLarge = awaitOneOf(sent, index);
            if (tooLarge instanceof RecordBatchTooLargeException) {
                // More than a segment of the topic holds. The client halves no such batch: which record is it?
                Future<RecordMetadata> alone = producer.send(toRecord.apply(items.get(index)));
                producer.flush();
                tooLarge = await(alone);
            }
            if (tooLarge != null) {
                refused.add(new Refused<>(items.get(index), tooLarge));
            }
        }
        return refused;
    }

    /** As below. Where a record is invalid, its whole batch is refused, but no other one of it has the reason. */
    private static ApiException awaitOneOf(List<Future<RecordMetadata>> sent, int index) {
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
                // No more of a reason than the first.
            }
        }
        return failure;
    }

    /** Why the broker refuses the record for its size; null if it has taken it. */
    private static ApiException await(Future<RecordMetadata> sent) {
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

    private static ProducerRecord<byte[], byte[]> same(ConsumerRecord<byte[], byte[]> stored) {
        return new ProducerRecord<>(
                stored.topic(), stored.partition(), stored.timestamp(), stored.key(), stored.value(), stored.headers());
    }

    private ProducerRecord<byte[], byte[]> record(OutgoingMessage message) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(destinationTopic, message.key().getBytes(UTF_8), message.value());
        String timestamp = Long.toString(message.origin().timestamp());
        record.headers().add(PipelineHeaders.SOURCE_TIMESTAMP, timestamp.getBytes(UTF_8));
        return record;
    }
}
