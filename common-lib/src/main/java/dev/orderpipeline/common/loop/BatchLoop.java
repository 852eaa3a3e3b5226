package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.deadletter.DeadLetter;
import dev.orderpipeline.common.failure.FatalErrors;
import dev.orderpipeline.common.failure.Reason;
import dev.orderpipeline.common.kafka.GroupMember;
import dev.orderpipeline.common.kafka.MissingTopicException;
import dev.orderpipeline.common.kafka.NativeLibraryException;
import dev.orderpipeline.common.kafka.RecordSource;
import dev.orderpipeline.common.kafka.SourceRecords;
import dev.orderpipeline.common.loop.BatchWriter.ParsedBatch;
import dev.orderpipeline.common.metrics.PipelineMetrics;
import dev.orderpipeline.common.metrics.PipelineMetrics.Step;
import dev.orderpipeline.common.postgres.DatabaseErrors;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.concurrent.CustomizableThreadFactory;
import org.springframework.transaction.TransactionException;

/**
 * The pipeline's loop: consume a batch, write it to PostgreSQL, produce what came out of it, commit the offsets.
 *
 * <p>The order of these steps is what nothing gets lost by: a batch that did not reach its end is done again from the
 * start, and every write can be repeated. Whatever fails, the loop goes back to the start of what is not committed and
 * waits with growing pauses; it never skips a record. After an error that never passes in this JVM, the process ends.
 *
 * <p>A thread of its own talks to PostgreSQL. While it writes a batch, the loop reads the next one, and while it writes
 * that, the loop sends what came out of the first. Transactions follow one another in the order of the offsets, and so
 * do sending and committing; no more than one batch is ahead. Of a batch that does not fit into memory with what the
 * tables hold of it, the first part is written, sent and committed, and the rest is polled again.
 *
 * <p>{@link #run()} is one scheduled run: batch after batch, until a poll brings nothing.
 */
public final class BatchLoop implements Runnable, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchLoop.class);
    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);

    private static final CustomizableThreadFactory DATABASE_THREADS = new CustomizableThreadFactory("database-");

    static {
        DATABASE_THREADS.setDaemon(true);
    }

    private final Preparation preparation;
    private final RecordSource source;
    private final BatchWriter<?> writer;
    private final BatchSender sender;
    private final LoopStatus status;
    private final PipelineMetrics metrics;
    private final ProcessEnd processEnd;
    private final GroupMember membership = new Membership();
    private final Backoff backoff = new Backoff();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final ExecutorService databaseThread = Executors.newSingleThreadExecutor(DATABASE_THREADS);
    private Thread thread;
    private boolean prepared;
    private boolean handling;
    /** The batch that is being written; null if there is none. */
    private Writing writing;
    /** What the loop is dealing with, to be named if that fails. */
    private List<ConsumerRecord<byte[], byte[]>> atWork = List.of();

    /** @param preparation what must have been done before the first batch; tried until it succeeds, and again when the database or
     *     the topics may be others than before */
    public BatchLoop(
            Preparation preparation,
            RecordSource source,
            BatchWriter<?> writer,
            BatchSender sender,
            LoopStatus status,
            PipelineMetrics metrics,
            ProcessEnd processEnd) {
        this.preparation = preparation;
        this.source = source;
        this.writer = writer;
        this.sender = sender;
        this.status = status;
        this.metrics = metrics;
        this.processEnd = processEnd;
    }

    @Override
    public void run() {
        workIn(Thread.currentThread());
        try {
            boolean more = true;
            while (more && (isRunning() || writing != null)) {
                more = tryNextStep();
            }
        } catch (RuntimeException | Error e) {
            if (!FatalErrors.isFatal(e)) {
                throw e;
            }
            endProcess(e);
        } finally {
            workIn(null);
        }
    }

    /**
     * Lets the batch that is being written be finished and then stops; a loop without one, or one that is waiting for a
     * dependency, gives up at once.
     *
     * @return whether a batch is being finished
     */
    public synchronized boolean stop() {
        stopped.countDown();
        boolean finishing = handling && !status.isWaiting();
        if (!finishing && thread != null) {
            thread.interrupt();
        }
        return finishing;
    }

    /** Between two runs the thread is another loop's, and not to be interrupted. */
    private synchronized void workIn(Thread thread) {
        this.thread = thread;
    }

    public LoopStatus status() {
        return status;
    }

    @Override
    public void close() {
        databaseThread.shutdownNow();
        source.close();
        sender.close();
    }

    private boolean tryNextStep() {
        try {
            prepare();
            Optional<ParsedBatch> next = read();
            Optional<Written> written = awaitWritten();
            if (written.isEmpty() || written.get().isComplete()) {
                next.ifPresent(this::startWriting);
            }
            written.ifPresent(this::finish);
            if (written.isPresent() || next.isEmpty()) {
                status.note(source.heldBack());
                status.running();
                backoff.reset();
            }
            return written.isPresent() || next.isPresent();
        } catch (RuntimeException | Error e) {
            if (FatalErrors.isFatal(e)) {
                throw e;
            }
            if (e instanceof KafkaException || DatabaseErrors.mayBeOfAnotherDatabase(e)) {
                // Perhaps a topic or a table was deleted: the check has a clearer reason, or it is created again.
                prepared = false;
            }
            goBackAndWait(e);
            return true;
        } finally {
            handling = writing != null;
        }
    }

    private void prepare() {
        if (!prepared || preparation.isOutdated()) {
            prepared = false;
            preparation.run();
            prepared = true;
        }
    }

    /**
     * Takes the next batch, if there is one; waits for it only if there is nothing else to do. After a failure it is one
     * batch at a time: the next may be what fails, whenever it is read, and must not keep this one from its end.
     */
    private Optional<ParsedBatch> read() {
        if (!isRunning() || (writing != null && status.isWaiting())) {
            return Optional.empty();
        }
        atWork = List.of();
        Duration timeout = writing == null ? POLL_TIMEOUT : Duration.ZERO;
        atWork = metrics.time(Step.POLL, () -> source.poll(timeout, membership));
        return atWork.isEmpty() ? Optional.empty() : Optional.of(parse(atWork));
    }

    private ParsedBatch parse(List<ConsumerRecord<byte[], byte[]>> records) {
        try {
            return metrics.time(Step.PARSE, () -> writer.parse(records));
        } catch (RuntimeException | Error e) {
            finishWithout(e);
            atWork = records;
            throw e;
        }
    }

    /** The batch that is being written has nothing to do with what the next one failed for. */
    private void finishWithout(Throwable failureOfTheNext) {
        try {
            finishIfWritten();
        } catch (RuntimeException | Error e) {
            failureOfTheNext.addSuppressed(e);
        }
    }

    private Optional<Written> awaitWritten() {
        if (writing == null) {
            return Optional.empty();
        }
        List<ConsumerRecord<byte[], byte[]>> next = atWork;
        atWork = writing.records();
        Written written = new Written(writing.records(), writing.await());
        writing = null;
        atWork = next;
        return Optional.of(written);
    }

    private void startWriting(ParsedBatch batch) {
        if (begin()) {
            writing = new Writing(
                    atWork,
                    databaseThread.submit(() -> metrics.time(Step.WRITE, () -> batch.write(status::signOfLife))));
        }
    }

    /** From here on, a batch is finished even if the loop is told to stop. The one before it may not be finished yet. */
    private synchronized boolean begin() {
        boolean running = isRunning();
        handling |= running;
        return running;
    }

    private void finish(Written batch) {
        atWork = batch.records();
        if (!source.ownsBatch()) {
            dropWriting();
            source.rewind();
            return;
        }
        List<ConsumerRecord<byte[], byte[]>> finished = batch.written().records();
        BatchResult result = batch.written().result();
        List<DeadLetter> deadLetters = metrics.time(Step.PRODUCE, () -> sender.send(result));
        metrics.time(Step.COMMIT, () -> {
            if (batch.isComplete()) {
                source.commit();
            } else {
                source.commitFirst(finished);
            }
        });
        metrics.finished(finished, result.written(), result.messages().size(), deadLetters);
    }

    /**
     * Brings the batch that is being written to its end: before its partitions go to another replica, which begins behind
     * what is committed, or before the loop goes back with the batch behind it. One that can't be written is left to the
     * step that asked.
     */
    private void finishIfWritten() {
        if (writing != null && writing.succeeds()) {
            awaitWritten().ifPresent(this::finish);
        }
    }

    /** What is being written will neither be sent nor committed: it is written again. */
    private void dropWriting() {
        if (writing != null && isRunning()) {
            writing.succeeds();
        }
        writing = null;
    }

    private void goBackAndWait(Throwable failure) {
        dropWriting();
        if (!isRunning()) {
            return;
        }
        Duration pause = backoff.next();
        String reason = Reason.of(failure);
        status.waiting(reason);
        if (isOutage(failure)) {
            LOG.warn("Waiting {} ms, then trying again{}: {}", pause.toMillis(), describe(atWork), reason);
        } else {
            LOG.error(
                    "This should not happen, and won't pass by itself. Waiting {} ms, then trying again{}: {}",
                    pause.toMillis(),
                    describe(atWork),
                    reason,
                    failure);
        }
        try {
            source.rewind();
            source.waitPaused(pause, this::isRunning);
        } catch (KafkaException e) {
            waitWithoutConsumer(pause);
        }
    }

    private void endProcess(Throwable failure) {
        stopped.countDown();
        writing = null;
        try {
            LOG.error(
                    "Ending the process with exit code {}, because this error never passes in it{}: {}",
                    ProcessEnd.EXIT_CODE,
                    describe(atWork),
                    Reason.of(failure),
                    failure);
        } finally {
            processEnd.end();
        }
    }

    private void waitWithoutConsumer(Duration pause) {
        try {
            stopped.await(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean isRunning() {
        return stopped.getCount() > 0;
    }

    /** What can be expected of servers and networks. Everything else is a fault of this program. */
    private static boolean isOutage(Throwable failure) {
        return failure instanceof KafkaException
                || failure instanceof MissingTopicException
                || failure instanceof NativeLibraryException
                || failure instanceof TransactionException
                || failure instanceof FlywayException
                || failure instanceof DataAccessException && !DatabaseErrors.isBrokenConstraint(failure);
    }

    private static String describe(List<ConsumerRecord<byte[], byte[]>> batch) {
        return batch.isEmpty()
                ? ""
                : " with %d records from %s to %s"
                        .formatted(
                                batch.size(),
                                SourceRecords.place(batch.get(0)),
                                SourceRecords.place(batch.get(batch.size() - 1)));
    }

    private final class Membership implements GroupMember {

        @Override
        public void joined() {
            status.joined();
        }

        @Override
        public void beforeHandOver() {
            finishIfWritten();
        }
    }

    private record Written(List<ConsumerRecord<byte[], byte[]>> records, WrittenBatch written) {

        /** If not, the rest comes before all other batches: it is polled again, and so are they. */
        boolean isComplete() {
            return written.records().size() == records.size();
        }
    }

    /** A batch whose transaction is under way. */
    private record Writing(List<ConsumerRecord<byte[], byte[]>> records, Future<WrittenBatch> result) {

        /** @throws RuntimeException or Error, whatever the batch could not be written for */
        WrittenBatch await() {
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

        /** Waits for the end of the transaction; not if the loop is told to stop meanwhile. */
        boolean succeeds() {
            try {
                result.get();
                return true;
            } catch (ExecutionException e) {
                return false;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }
}
