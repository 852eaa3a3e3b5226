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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A service's own dead letters: those that its consumer group left behind when it read its source topic. Those of other
 * groups in the dead-letter topic are passed over; those of the same group for another source topic go on waiting.
 *
 * <p>What <em>waits</em> lies behind the offsets of the group {@link DeadLetterTopic#group}. Those can only move over a
 * prefix of a partition. So where letters are taken that lie behind others, the others are put at the end of the topic
 * once more, as they are, before the offsets move: they go on waiting. Nothing is ever removed from the topic.
 *
 * <p>Batch by batch, letters are processed first (PostgreSQL, then Kafka), what is to go on waiting is put back, and at
 * last the offsets are committed. So whatever interrupts it, nothing is lost: what was not committed still waits. At
 * worst the last batch is processed twice, which changes no table, and what it put back is listed twice.
 *
 * <p>Every method throws {@link RetriesExhaustedException} if a server does not answer in time, and
 * {@link MissingTopicException} if a topic is not there.
 */
final class DeadLetters {

    private final KafkaClients clients;
    private final TopicSettings topics;
    private final Runnable preparation;
    private final BatchWriter<?> writer;
    private final BoundedRetry patience;

    /** @param preparation what must have been done before a letter is processed */
    DeadLetters(
            KafkaClients clients,
            TopicSettings topics,
            Runnable preparation,
            BatchWriter<?> writer,
            BoundedRetry patience) {
        this.clients = clients;
        this.topics = topics;
        this.preparation = preparation;
        this.writer = writer;
        this.patience = patience;
    }

    /**
     * Shows letters to somebody, in the order of their offsets within a partition. Changes nothing.
     *
     * @param picked the letters to show, of those that wait
     */
    void forEach(Predicate<StoredDeadLetter> picked, Consumer<StoredDeadLetter> reader) {
        try (DeadLetterTopic topic = patience.insist(() -> DeadLetterTopic.open(clients, topics))) {
            while (!topic.isAtEnd()) {
                lettersOfTheGroup(patience.insist(topic::poll)).stream()
                        .filter(letter -> letter.original().topic().equals(topics.source()))
                        .filter(picked)
                        .forEach(reader);
            }
        }
    }

    /**
     * Processes letters as the loop processes records. One that fails again goes to the end of the dead-letter topic,
     * and is not met again by this call.
     *
     * @param choice letters that {@linkplain StoredDeadLetter#canBeRedriven can be redriven}
     */
    Redriven redrive(DeadLetterFilter choice) {
        patience.insist(preparation);
        List<ErrorCode> failed = new ArrayList<>();
        int taken = take(choice, (letters, sender) -> {
            List<ConsumerRecord<byte[], byte[]>> records =
                    letters.stream().map(StoredDeadLetter::original).toList();
            while (!records.isEmpty()) {
                WrittenBatch written = writer.parse(records).write(() -> {});
                sender.send(written.result()).forEach(letter -> failed.add(letter.code()));
                records = records.subList(written.records().size(), records.size());
            }
        });
        return new Redriven(taken, failed);
    }

    /**
     * What a redrive did.
     *
     * @param letters how many were processed; fewer than were chosen, if another call was faster
     * @param failed what those of them that failed again failed for
     */
    record Redriven(int letters, List<ErrorCode> failed) {}

    /**
     * Takes letters out of what waits.
     *
     * @return how many; fewer than were chosen, if another call was faster
     */
    int drop(DeadLetterFilter choice) {
        return take(choice, (letters, sender) -> {});
    }

    private interface Work {
        void handle(List<StoredDeadLetter> letters, BatchSender sender);
    }

    private int take(DeadLetterFilter choice, Work work) {
        int handled = 0;
        try (DeadLetterTopic topic = patience.insist(() -> DeadLetterTopic.openUpTo(choice.stops(), clients, topics));
                RecordSender records = new RecordSender(clients, topics.source())) {
            BatchSender sender = new BatchSender(records, topics, clients.maxMessageBytes());
            DeadLetterSender deadLetterSender = new DeadLetterSender(records, topics);
            // Whoever may not commit learns it before anything is done. And brokers forget offsets that are not
            // renewed.
            patience.insist(topic::commit);
            while (!topic.isAtEnd()) {
                List<StoredDeadLetter> taken = new ArrayList<>();
                List<ConsumerRecord<byte[], byte[]>> others = new ArrayList<>();
                for (StoredDeadLetter letter : lettersOfTheGroup(patience.insist(topic::poll))) {
                    if (choice.contains(letter)) {
                        taken.add(letter);
                    } else {
                        others.add(requireComplete(letter.stored()));
                    }
                }
                patience.insist(() -> work.handle(taken, sender));
                patience.insist(() -> deadLetterSender.putBack(others));
                patience.insist(topic::commit);
                handled += taken.size();
            }
        }
        return handled;
    }

    /** Put back without its value, a letter would lose it; without headers too. */
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
