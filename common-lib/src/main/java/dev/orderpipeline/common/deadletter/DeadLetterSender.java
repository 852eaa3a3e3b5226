package dev.orderpipeline.common.deadletter;

import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.kafka.RecordSender;
import dev.orderpipeline.common.kafka.RecordSender.Rejected;
import dev.orderpipeline.common.kafka.SourceRecords;
import dev.orderpipeline.common.tracing.BatchTrace;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends dead letters to the dead-letter topic. A dead letter that is too large for it is sent without the excess. */
public final class DeadLetterSender {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterSender.class);

    private final RecordSender sender;
    private final DeadLetterWriter writer;

    public DeadLetterSender(RecordSender sender, TopicSettings topics) {
        this.sender = sender;
        this.writer = new DeadLetterWriter(topics.deadLetters(), topics.consumerGroup());
    }

    /**
     * Sends dead letters, and waits for the acknowledgement of all.
     *
     * @param trace of the batch that rejected their records
     * @throws KafkaException if the brokers did not acknowledge all of them; then all have to be sent again
     */
    public void send(List<DeadLetter> deadLetters, BatchTrace trace) {
        List<DeadLetter> tooLarge = rejected(deadLetters, letter -> propagated(writer.write(letter), letter, trace));
        warn(tooLarge, "its value, or its headers if these are larger,");
        List<DeadLetter> stillTooLarge =
                rejected(tooLarge, letter -> propagated(writer.writeWithoutLargestPart(letter), letter, trace));
        warn(stillTooLarge, "value, key and headers");
        sender.sendAll(writer.topic(), stillTooLarge, writer::writeWithoutRecord);
    }

    /**
     * Appends records of the dead-letter topic to it once more, unchanged: partition, key, value, headers, timestamp.
     *
     * @throws KafkaException if the brokers did not acknowledge all of them; then all have to be put back again
     */
    public void putBack(List<ConsumerRecord<byte[], byte[]>> letters) {
        sender.sendAll(writer.topic(), letters, DeadLetterSender::copy);
    }

    private List<DeadLetter> rejected(
            List<DeadLetter> deadLetters, Function<DeadLetter, ProducerRecord<byte[], byte[]>> toRecord) {
        return sender.send(writer.topic(), deadLetters, toRecord).stream()
                .map(Rejected::item)
                .toList();
    }

    private static ProducerRecord<byte[], byte[]> propagated(
            ProducerRecord<byte[], byte[]> record, DeadLetter letter, BatchTrace trace) {
        trace.propagateRejected(letter.source(), record.headers());
        return record;
    }

    private void warn(List<DeadLetter> tooLarge, String omitted) {
        tooLarge.forEach(letter -> SourceRecords.place(letter.source(), LOG.atWarn())
                .log(
                        "The dead letter of {} is too large for {}: {} omitted",
                        SourceRecords.place(letter.source()),
                        writer.topic(),
                        omitted));
    }

    private static ProducerRecord<byte[], byte[]> copy(ConsumerRecord<byte[], byte[]> stored) {
        return new ProducerRecord<>(
                stored.topic(), stored.partition(), stored.timestamp(), stored.key(), stored.value(), stored.headers());
    }
}
