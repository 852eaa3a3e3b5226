package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.deadletter.DeadLetter;
import dev.orderpipeline.common.kafka.Origin;
import dev.orderpipeline.common.kafka.SourceRecords;
import dev.orderpipeline.common.loop.BatchProcessor.PreparedBatch;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.postgres.DatabaseErrors;
import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Writes a batch in one transaction. Invalid records are rejected before; a record that PostgreSQL rejects is isolated by
 * splitting the batch, so that all the others are written.
 *
 * <p>If the rows of a batch do not fit into memory, only its first records are written. The next batches are limited to as
 * many records, and the limit is doubled after each batch that fits: so a row's size is queried a few times at most,
 * however many parts a batch is written in.
 */
public final class BatchWriter<M> {

    private static final Logger LOG = LoggerFactory.getLogger(BatchWriter.class);

    private final BatchProcessor<M> processor;
    private final TransactionOperations transactions;
    private final MemoryBudget memory;
    /**
     * Written by the loop and by the database thread, without a lock: after a lost update one batch has too many records or
     * too few, and corrects it.
     */
    private volatile int maxRecords = Integer.MAX_VALUE;

    public BatchWriter(BatchProcessor<M> processor, TransactionOperations transactions, MemoryBudget memory) {
        this.processor = processor;
        this.transactions = transactions;
        this.memory = memory;
    }

    /** A parsed batch: the remaining work needs the database. */
    @FunctionalInterface
    public interface ParsedBatch {

        /**
         * Writes the batch, or its first records if all of them don't fit into memory; at least one.
         *
         * @param heartbeat called after every transaction; a batch with rejected records takes many
         * @return what is to be produced
         */
        WrittenBatch write(Runnable heartbeat);
    }

    /**
     * Parses the records of a batch, and prepares them for the database. Until they are written, only the records and the
     * prepared batch are kept, so that batches may be large.
     */
    public ParsedBatch parse(List<ConsumerRecord<byte[], byte[]>> batch) {
        List<ConsumerRecord<byte[], byte[]>> records = batch.subList(0, Math.min(batch.size(), maxRecords));
        List<ConsumerRecord<byte[], byte[]>> valid = new ArrayList<>(records.size());
        List<Received<M>> messages = new ArrayList<>(records.size());
        List<DeadLetter> rejected = new ArrayList<>();
        for (ConsumerRecord<byte[], byte[]> record : records) {
            try {
                requireThatItFits(record);
                messages.add(message(record));
                valid.add(record);
            } catch (RejectedRecordException e) {
                rejected.add(new DeadLetter(record, e));
            }
        }
        Batch read = new Batch(records, valid, new BatchResult(List.of(), rejected, 0));
        if (valid.isEmpty()) {
            return heartbeat -> written(read, new BatchResult(List.of(), List.of(), 0));
        }
        try {
            PreparedBatch prepared = processor.prepare(messages);
            return heartbeat -> write(read, prepared, heartbeat);
        } catch (BatchTooLargeException e) {
            return parse(fitting(read, e));
        }
    }

    /** The first records of a batch that is too large; there is a valid one among them. */
    private List<ConsumerRecord<byte[], byte[]>> fitting(Batch batch, BatchTooLargeException tooLarge) {
        maxRecords = batch.records().indexOf(batch.valid().get(tooLarge.fitting()));
        return batch.records().subList(0, maxRecords);
    }

    /**
     * Records of a batch.
     *
     * @param valid those that were parsed
     * @param ofRejected dead letters of the others
     */
    private record Batch(
            List<ConsumerRecord<byte[], byte[]>> records,
            List<ConsumerRecord<byte[], byte[]>> valid,
            BatchResult ofRejected) {}

    /** Parsing and writing a record takes several times its size in memory. */
    private void requireThatItFits(ConsumerRecord<byte[], byte[]> record) {
        long bytes = SourceRecords.bytes(record);
        if (SourceRecords.areHeadersOmitted(record)) {
            throw new RejectedRecordException(
                    ErrorCode.CONTRACT_VIOLATION,
                    "the record's %d headers are too large for a heap of %d bytes: with key and value it is %d bytes long"
                            .formatted(SourceRecords.headerCount(record), memory.heapBytes(), bytes));
        }
        if (bytes > memory.recordBytes()) {
            throw new RejectedRecordException(
                    ErrorCode.CONTRACT_VIOLATION,
                    "the record is %d bytes long, and the longest that fits into a heap of %d bytes is %d"
                            .formatted(bytes, memory.heapBytes(), memory.recordBytes()));
        }
    }

    private WrittenBatch write(Batch batch, PreparedBatch prepared, Runnable heartbeat) {
        List<ConsumerRecord<byte[], byte[]>> records = batch.records();
        List<ConsumerRecord<byte[], byte[]>> valid = batch.valid();
        try {
            BatchResult result = inTransaction(batch, prepared, heartbeat);
            heartbeat.run();
            return written(batch, result);
        } catch (BatchTooLargeException e) {
            heartbeat.run();
            return parse(fitting(batch, e)).write(heartbeat);
        } catch (DataAccessException e) {
            Optional<SQLException> rejected = DatabaseErrors.rejectedValue(e);
            if (rejected.isEmpty()) {
                throw e;
            }
            heartbeat.run();
            if (valid.size() == 1) {
                DeadLetter deadLetter = new DeadLetter(valid.get(0), ErrorCode.REJECTED_BY_DATABASE, rejected.get());
                return written(batch, new BatchResult(List.of(), List.of(deadLetter), 0));
            }
            return writeHalves(records, records.indexOf(valid.get(valid.size() / 2)), heartbeat);
        }
    }

    private WrittenBatch written(Batch batch, BatchResult result) {
        maxRecords = (int) Math.min(Integer.MAX_VALUE, 2L * maxRecords);
        return new WrittenBatch(batch.records(), batch.ofRejected().plus(result));
    }

    /** If the first half was not written completely, the second is not written: the order of records is kept. */
    private WrittenBatch writeHalves(List<ConsumerRecord<byte[], byte[]>> records, int middle, Runnable heartbeat) {
        WrittenBatch first = parse(records.subList(0, middle)).write(heartbeat);
        if (first.records().size() < middle) {
            return first;
        }
        WrittenBatch second = parse(records.subList(middle, records.size())).write(heartbeat);
        return new WrittenBatch(
                records.subList(0, middle + second.records().size()),
                first.result().plus(second.result()));
    }

    private BatchResult inTransaction(Batch batch, PreparedBatch prepared, Runnable heartbeat) {
        try {
            return inTransaction(prepared);
        } catch (OutdatedBatchException e) {
            LOG.info("{}; preparing the batch again", e.getMessage());
            heartbeat.run();
            return inTransaction(
                    processor.prepare(batch.valid().stream().map(this::message).toList()));
        }
    }

    private Received<M> message(ConsumerRecord<byte[], byte[]> record) {
        return new Received<>(Origin.of(record), processor.parse(record.value()));
    }

    private BatchResult inTransaction(PreparedBatch prepared) {
        try {
            return transactions.execute(status -> prepared.write());
        } catch (TransactionSystemException e) {
            // The rollback failed as well, because the connection is lost. The first failure has the reason.
            throw e.getApplicationException() instanceof RuntimeException first ? first : e;
        }
    }
}
