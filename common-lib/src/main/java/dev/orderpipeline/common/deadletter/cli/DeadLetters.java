package dev.orderpipeline.common.deadletter.cli;

import dev.orderpipeline.common.config.KafkaSettings.TopicSettings;
import dev.orderpipeline.common.deadletter.DeadLetterSender;
import dev.orderpipeline.common.deadletter.DeadLetterTopic;
import dev.orderpipeline.common.deadletter.StoredDeadLetter;
import dev.orderpipeline.common.kafka.KafkaClients;
import dev.orderpipeline.common.kafka.MissingTopicException;
import dev.orderpipeline.common.kafka.RecordSender;
import dev.orderpipeline.common.kafka.SourceRecords;
import dev.orderpipeline.common.loop.BatchSender;
import dev.orderpipeline.common.loop.BatchWriter;
import dev.orderpipeline.common.loop.WrittenBatch;
import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.tracing.BatchTrace;
import dev.orderpipeline.common.tracing.Tracing;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The dead letters of a service: those of its consumer group from its source topic. Dead letters of other groups in the topic
 * are skipped; those of the same group from another source topic stay pending.
 *
 * <p><em>Pending</em> letters come after the committed offsets of the group {@link DeadLetterTopic#group}. A committed
 * offset covers all letters before it. So if letters are taken that come after others, the others are appended to the topic
 * once more, unchanged, before the offsets are committed: they stay pending. Nothing is ever removed from the topic.
 *
 * <p>Batch by batch, letters are processed (PostgreSQL, then Kafka), the others are put back, and then the offsets are
 * committed. So an interruption loses nothing: without a commit, letters stay pending. At worst the last batch is
 * processed twice, which changes no table, and the letters put back are listed twice.
 *
 * <p>Every method throws {@link RetriesExhaustedException} if a server does not respond in time, and
 * {@link MissingTopicException} if a topic does not exist.
 */
final class DeadLetters {

    private final KafkaClients clients;
    private final TopicSettings topics;
    private final Runnable preparation;
    private final BatchWriter<?> writer;
    private final BoundedRetry retry;
    private final Tracing tracing;

    /** @param preparation runs before a letter is processed */
    DeadLetters(
            KafkaClients clients,
            TopicSettings topics,
            Runnable preparation,
            BatchWriter<?> writer,
            BoundedRetry retry,
            Tracing tracing) {
        this.clients = clients;
        this.topics = topics;
        this.preparation = preparation;
        this.writer = writer;
        this.retry = retry;
        this.tracing = tracing;
    }

    /**
     * Reads pending letters, in the order of their offsets within a partition. Changes nothing.
     *
     * @param selected which of the pending letters to read
     */
    void forEach(Predicate<StoredDeadLetter> selected, Consumer<StoredDeadLetter> reader) {
        try (DeadLetterTopic topic = retry.call(() -> DeadLetterTopic.open(clients, topics))) {
            while (!topic.isAtEnd()) {
                lettersOfTheGroup(retry.call(topic::poll)).stream()
                        .filter(letter -> letter.original().topic().equals(topics.source()))
                        .filter(selected)
                        .forEach(reader);
            }
        }
    }

    /**
     * Processes letters as the loop processes records. One that fails again is appended to the dead-letter topic,
     * and not processed again by this call.
     *
     * @param filter letters that {@linkplain StoredDeadLetter#canBeRedriven can be redriven}
     */
    Redriven redrive(DeadLetterFilter filter) {
        retry.call(preparation);
        List<ErrorCode> failed = new ArrayList<>();
        int taken = take(filter, (letters, sender) -> {
            List<ConsumerRecord<byte[], byte[]>> records =
                    letters.stream().map(StoredDeadLetter::original).toList();
            while (!records.isEmpty()) {
                BatchTrace trace = tracing.begin(records);
                WrittenBatch written = writer.parse(records).write(() -> {});
                trace.startProducing(written.records());
                sender.send(written.result(), trace).deadLetters().forEach(letter -> failed.add(letter.code()));
                trace.end();
                records = records.subList(written.records().size(), records.size());
            }
        });
        return new Redriven(taken, failed);
    }

    /**
     * The result of a redrive.
     *
     * @param letters how many were processed; fewer than selected, if a concurrent call has taken some
     * @param failed the error codes of those that failed again
     */
    record Redriven(int letters, List<ErrorCode> failed) {}

    /**
     * Removes letters from the pending ones.
     *
     * @return how many; fewer than selected, if a concurrent call has taken some
     */
    int drop(DeadLetterFilter filter) {
        return take(filter, (letters, sender) -> {});
    }

    private interface Work {
        void handle(List<StoredDeadLetter> letters, BatchSender sender);
    }

    private int take(DeadLetterFilter filter, Work work) {
        int handled = 0;
        try (DeadLetterTopic topic = retry.call(() -> DeadLetterTopic.openUpTo(filter.stops(), clients, topics));
                RecordSender records = new RecordSender(clients, topics.source())) {
            BatchSender sender = new BatchSender(records, topics, clients.maxMessageBytes());
            DeadLetterSender deadLetterSender = new DeadLetterSender(records, topics);
            // Fails without the right to commit, before anything is processed; and renews the offsets, which brokers
            // expire otherwise.
            retry.call(topic::commit);
            while (!topic.isAtEnd()) {
                List<StoredDeadLetter> taken = new ArrayList<>();
                List<ConsumerRecord<byte[], byte[]>> others = new ArrayList<>();
                for (StoredDeadLetter letter : lettersOfTheGroup(retry.call(topic::poll))) {
                    if (filter.contains(letter)) {
                        taken.add(letter);
                    } else {
                        others.add(requireComplete(letter.stored()));
                    }
                }
                retry.call(() -> work.handle(taken, sender));
                retry.call(() -> deadLetterSender.putBack(others));
                retry.call(topic::commit);
                handled += taken.size();
            }
        }
        return handled;
    }

    /** A letter that is put back must be complete. */
    private static ConsumerRecord<byte[], byte[]> requireComplete(ConsumerRecord<byte[], byte[]> stored) {
        if (SourceRecords.isValueOmitted(stored)
                || SourceRecords.isKeyOmitted(stored)
                || SourceRecords.areHeadersOmitted(stored)) {
            throw new RetriesExhaustedException(
                    "%s is %d bytes long, too large for a heap of %d bytes. Set a larger one: JDK_JAVA_OPTIONS=-Xmx512m"
                            .formatted(
                                    SourceRecords.place(stored),
                                    SourceRecords.bytes(stored),
                                    Runtime.getRuntime().maxMemory()));
        }
        return stored;
    }

    private List<StoredDeadLetter> lettersOfTheGroup(List<ConsumerRecord<byte[], byte[]>> records) {
        List<StoredDeadLetter> letters = new ArrayList<>(records.size());
        for (ConsumerRecord<byte[], byte[]> record : records) {
            StoredDeadLetter.read(record)
                    .filter(letter -> letter.consumerGroup().equals(topics.consumerGroup()))
                    .ifPresent(letters::add);
        }
        return letters;
    }
}
