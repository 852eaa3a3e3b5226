package dev.orderpipeline.common.loop;

import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;

/**
 * The transaction of a batch on a database thread, while the loop polls and parses the next batch; and the batch that
 * the loop is processing, which a failure is reported with. At most one transaction is in progress. Used by the loop's
 * thread; others may read the current batch.
 */
final class BackgroundWrite implements AutoCloseable {

    private static final CustomizableThreadFactory DATABASE_THREADS =
            new CustomizableThreadFactory(LoopThreads.DATABASE);

    static {
        DATABASE_THREADS.setDaemon(true);
    }

    private final ExecutorService databaseThread = Executors.newSingleThreadExecutor(DATABASE_THREADS);
    private @Nullable Transaction transaction;

    private volatile PolledBatch current = PolledBatch.EMPTY;

    private record Transaction(PolledBatch polled, Future<WrittenBatch> result) {}

    /** A batch whose transaction was committed. */
    record Written(PolledBatch polled, WrittenBatch batch) {

        /** If false, the next poll starts with the other records, so later batches are polled again too. */
        boolean isComplete() {
            return batch.records().size() == polled.records().size();
        }
    }

    boolean isWriting() {
        return transaction != null;
    }

    /** Whether a transaction has not ended yet. */
    boolean isInProgress() {
        return transaction != null && !transaction.result().isDone();
    }

    /** The batch that a failure is reported with. */
    PolledBatch current() {
        return current;
    }

    void setCurrent(PolledBatch batch) {
        current = batch;
    }

    /** Starts the transaction of the current batch. */
    void startWriting(Callable<WrittenBatch> write) {
        transaction = new Transaction(current, databaseThread.submit(write));
    }

    /**
     * Waits for the end of the transaction.
     *
     * @return the written batch; empty if no transaction is in progress
     * @throws RuntimeException or Error, the reason why the batch could not be written; it is the current one
     */
    Optional<Written> awaitWritten() {
        if (transaction == null) {
            return Optional.empty();
        }
        PolledBatch next = current;
        current = transaction.polled();
        Written written = new Written(transaction.polled(), await(transaction.result()));
        transaction = null;
        current = next;
        return Optional.of(written);
    }

    private static WrittenBatch await(Future<WrittenBatch> result) {
        try {
            return result.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) e.getCause();
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** Waits for the end of the transaction; returns false at once if the thread is interrupted. */
    boolean isWritten() {
        try {
            return transaction != null && transaction.result().get() != null;
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The result of the transaction is not needed any more. */
    void drop() {
        transaction = null;
    }

    @Override
    public void close() {
        databaseThread.shutdownNow();
    }
}
