package dev.orderpipeline.common.loop;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.deadletter.DeadLetter;
import dev.orderpipeline.common.deadletter.DeadLetterSender;
import dev.orderpipeline.common.kafka.OutgoingMessage;
import dev.orderpipeline.common.kafka.PipelineHeaders;
import dev.orderpipeline.common.kafka.RecordSender;
import dev.orderpipeline.common.kafka.RecordSender.Rejected;
import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import dev.orderpipeline.common.tracing.BatchTrace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/** Sends the result of a batch: messages to the destination topic, then dead letters. Used by one thread at a time. */
public final class BatchSender implements AutoCloseable {

    private final RecordSender sender;
    private final DeadLetterSender deadLetterSender;
    private final String destinationTopic;
    private final int maxMessageBytes;

    /** @param maxMessageBytes the largest message that fits into the producer's buffer */
    public BatchSender(RecordSender sender, TopicSettings topics, int maxMessageBytes) {
        this.sender = sender;
        this.deadLetterSender = new DeadLetterSender(sender, topics);
        this.destinationTopic = topics.destination();
        this.maxMessageBytes = maxMessageBytes;
    }

    /**
     * The result of a batch that is sent.
     *
     * @param messages how many messages the destination topic has
     * @param deadLetters all that were sent
     */
    public record Sent(int messages, List<DeadLetter> deadLetters) {}

    /**
     * Connects to the brokers before the first batch, whose partitions would make no progress meanwhile.
     *
     * @throws KafkaException if the brokers do not respond for the destination topic
     */
    public void connect() {
        sender.connect(destinationTopic);
    }

    /**
     * Sends messages, then dead letters. A record with a message that the broker rejects for its size, or that does not
     * fit into the producer's buffer, becomes a dead letter: one for all such messages of the record.
     *
     * @param trace of the batch
     * @throws KafkaException if the brokers did not acknowledge everything; then all of it has to be sent again
     */
    public Sent send(BatchResult batch, BatchTrace trace) {
        List<DeadLetter> deadLetters = new ArrayList<>(batch.deadLetters());
        Set<ConsumerRecord<byte[], byte[]>> sources = new HashSet<>();
        List<OutgoingMessage> fitting = new ArrayList<>(batch.messages().size());
        for (OutgoingMessage message : batch.messages()) {
            if (message.value().length <= maxMessageBytes) {
                fitting.add(message);
            } else if (sources.add(message.origin().record())) {
                deadLetters.add(new DeadLetter(message.origin().record(), tooLargeForTheBuffer(message)));
            }
        }
        List<Rejected<OutgoingMessage>> rejectedMessages =
                sender.send(destinationTopic, fitting, message -> toRecord(message, trace));
        for (Rejected<OutgoingMessage> rejected : rejectedMessages) {
            ConsumerRecord<byte[], byte[]> source = rejected.item().origin().record();
            if (sources.add(source)) {
                deadLetters.add(new DeadLetter(source, ErrorCode.REJECTED_BY_BROKER, rejected.cause()));
            }
        }
        deadLetterSender.send(deadLetters, trace);
        deadLetters.forEach(letter -> trace.reject(
                letter.source(),
                letter.code().name(),
                String.valueOf(letter.cause().getMessage())));
        return new Sent(fitting.size() - rejectedMessages.size(), deadLetters);
    }

    @Override
    public void close() {
        sender.close();
    }

    private RejectedRecordException tooLargeForTheBuffer(OutgoingMessage message) {
        return new RejectedRecordException(
                ErrorCode.CONTRACT_VIOLATION,
                "the message to %s is %d bytes long, and the longest that fits into the heap is %d"
                        .formatted(destinationTopic, message.value().length, maxMessageBytes));
    }

    private ProducerRecord<byte[], byte[]> toRecord(OutgoingMessage message, BatchTrace trace) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(destinationTopic, message.key().getBytes(UTF_8), message.value());
        String timestamp = Long.toString(message.origin().timestamp());
        record.headers().add(PipelineHeaders.SOURCE_TIMESTAMP, timestamp.getBytes(UTF_8));
        trace.propagate(message.origin().record(), record.headers());
        return record;
    }
}
