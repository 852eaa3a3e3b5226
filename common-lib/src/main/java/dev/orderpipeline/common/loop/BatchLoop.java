package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.failure.FatalErrors;
import dev.orderpipeline.common.failure.Reason;
import dev.orderpipeline.common.kafka.GroupMember;
import dev.orderpipeline.common.kafka.RecordSource;
import dev.orderpipeline.common.loop.BackgroundWrite.Written;
import dev.orderpipeline.common.loop.BatchSender.Sent;
import dev.orderpipeline.common.loop.BatchWriter.ParsedBatch;
import dev.orderpipeline.common.metrics.PipelineMetrics;
import dev.orderpipeline.common.metrics.RetryCause;
import dev.orderpipeline.common.metrics.Step;
import dev.orderpipeline.common.postgres.DatabaseErrors;
import dev.orderpipeline.common.tracing.Tracing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipeline's loop: consume a batch, write it to PostgreSQL, produce its messages, commit the offsets.
 *
 * <p>This order guarantees at-least-once processing: a batch whose offsets are not committed is reprocessed from its
 * start, and every write is idempotent. After a failure the loop rewinds to the committed offsets and retries with
 * growing pauses; it never skips a record. After a fatal error of the JVM, the process ends.
 *
 * <p>Two batches overlap, unless records are gathered ({@link BatchPace}): while a database thread writes one, the loop
 * produces and commits the one before, then polls and parses the next. Writing, producing and committing each follow the order
 * of the offsets. If the rows of a batch do not fit into memory, its first records are written, produced and committed, and the
 * others are polled again.
 *
 * <p>{@link #run()} is one scheduled run: batch after batch, until a poll returns no records.
 */
public final class BatchLoop implements Runnable, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchLoop.class);

    private final Preparation preparation;
    private final RecordSource source;
    private final BatchPace pace = new BatchPace();
    private final BatchWriter<?> writer;
    private final BatchSender sender;
    private final LoopStatus status;
    private final PipelineMetrics metrics;
    private final Tracing tracing;
    private final ProcessEnd processEnd;
    private final GroupMember membership = new Membership();
    private final Backoff backoff = new Backoff();
    private final BackgroundWrite background = new BackgroundWrite();
    private final StopSignal stopSignal = new StopSignal();
    private final UncommittedRecords uncommitted = new UncommittedRecords();
    private boolean prepared;

    /**
     * @param preparation runs before the first batch, until it succeeds; and again when the database or a topic may have been
     *     replaced
     */
    public BatchLoop(
            Preparation preparation,
            RecordSource source,
            BatchWriter<?> writer,
            BatchSender sender,
            LoopStatus status,
            PipelineMetrics metrics,
            Tracing tracing,
            ProcessEnd processEnd) {
        this.preparation = preparation;
        this.source = source;
        this.writer = writer;
        this.sender = sender;
        this.status = status;
        this.metrics = metrics;
        this.tracing = tracing;
        this.processEnd = processEnd;
    }

    @Override
    public void run() {
        stopSignal.bindThread(Thread.currentThread());
        try {
            boolean hasNext = true;
            while (hasNext && (isRunning() || background.isWriting())) {
                hasNext = tryNextStep();
            }
        } catch (RuntimeException | Error e) {
            if (!FatalErrors.isFatal(e)) {
                throw e;
            }
            endProcess(e);
        } finally {
            stopSignal.unbindThread();
        }
    }

    /**
     * Stops the loop after the batch in flight. A loop without one, or one that is waiting to retry, is interrupted.
     *
     * @return whether a batch is being finished
     */
    public boolean stop() {
        return stopSignal.stop(status::isRetrying);
    }

    public LoopStatus status() {
        return status;
    }

    UncommittedRecords uncommitted() {
        return uncommitted;
    }

    @Override
    public void close() {
        background.close();
        source.close();
        sender.close();
    }

    /** Returns false after a poll that has waited and returned no records. */
    private boolean tryNextStep() {
        boolean writing = background.isWriting();
        try {
            prepare();
            Optional<ParsedBatch> next = poll();
            Optional<Written> written = background.awaitWritten();
            if (written.isEmpty() || written.get().isComplete()) {
                next.ifPresent(this::startWriting);
            }
            written.ifPresent(this::finish);
            if (written.isPresent() || next.isEmpty()) {
                status.note(source.blocked());
                status.running();
                backoff.reset();
            }
            return writing || next.isPresent();
        } catch (RuntimeException | Error e) {
            if (FatalErrors.isFatal(e)) {
                throw e;
            }
            if (e instanceof KafkaException || DatabaseErrors.mayBeOfAnotherDatabase(e)) {
                // A topic or table may have been deleted: the preparation reports a clearer reason, or creates it
                // again.
                prepared = false;
            }
            rewindAndWait(e);
            return true;
        } finally {
            stopSignal.setBatchInFlight(background.isWriting());
        }
    }

    private void prepare() {
        if (!prepared || preparation.isOutdated()) {
            prepared = false;
            preparation.run();
            sender.connect();
            prepared = true;
        }
    }

    /**
     * Polls the next batch, if there is one; waits for a first record only if no transaction is in progress. Beside one,
     * records are collected until it has ended, unless they are gathered after it: see {@link BatchPace}. After a
     * failure there is one batch at a time: the next one may be the cause, and must not keep the batch in flight from being
     * committed.
     */
    private Optional<ParsedBatch> poll() {
        if (!isRunning() || (background.isWriting() && (status.isRetrying() || pace.isGathering()))) {
            return Optional.empty();
        }
        background.setCurrent(PolledBatch.EMPTY);
        Duration timeout = background.isWriting() ? Duration.ZERO : Timeouts.POLL;
        BooleanSupplier collect =
                pace.isGathering() ? new Gathering(stopSignal, System::nanoTime) : background::isInProgress;
        List<ConsumerRecord<byte[], byte[]>> records =
                metrics.steps().time(Step.POLL, () -> source.poll(timeout, collect, membership));
        pace.polled(records.size(), source.batchFill());
        uncommitted.polled(records, background.isWriting());
        if (records.isEmpty()) {
            return Optional.empty();
        }
        PolledBatch polled = new PolledBatch(records, tracing.begin(records));
        background.setCurrent(polled);
        return Optional.of(parse(polled));
    }

    private ParsedBatch parse(PolledBatch polled) {
        try {
            return timed(Step.PARSE, polled, () -> writer.parse(polled.records()));
        } catch (RuntimeException | Error e) {
            finishBefore(e);
            background.setCurrent(polled);
            throw e;
        }
    }

    private <T> T timed(Step step, PolledBatch batch, Supplier<T> work) {
        return batch.trace().step(step.tag(), () -> metrics.steps().time(step, work));
    }

    /** The failure of the next batch does not affect the one in flight. */
    private void finishBefore(Throwable failureOfNext) {
        try {
            finishIfWritten();
        } catch (RuntimeException | Error e) {
            failureOfNext.addSuppressed(e);
        }
    }

    private void startWriting(ParsedBatch batch) {
        if (stopSignal.beginBatch()) {
            PolledBatch polled = background.current();
            background.startWriting(() -> timed(Step.WRITE, polled, () -> batch.write(status::heartbeat)));
        }
    }

    private void finish(Written batch) {
        PolledBatch polled = batch.polled();
        background.setCurrent(polled);
        if (!source.ownsBatch()) {
            dropWriting();
            source.rewind();
            return;
        }
        List<ConsumerRecord<byte[], byte[]>> finished = batch.batch().records();
        BatchResult result = batch.batch().result();
        polled.trace().startProducing(finished);
        Sent sent = timed(Step.PRODUCE, polled, () -> sender.send(result, polled.trace()));
        timed(Step.COMMIT, polled, () -> {
            if (batch.isComplete()) {
                source.commit();
            } else {
                source.commitFirst(finished);
            }
            return null;
        });
        uncommitted.committed();
        metrics.batches().committed(finished, result.written(), sent.messages(), sent.deadLetters());
        polled.trace().end();
        background.setCurrent(PolledBatch.EMPTY);
    }

    /**
     * Finishes the batch in flight before its partitions are revoked, or before the loop rewinds because of a later batch.
     * If it can't be written, the caller's next step fails for it.
     */
    private void finishIfWritten() {
        if (background.isWritten()) {
            background.awaitWritten().ifPresent(this::finish);
        }
    }

    /** The result of the transaction is neither produced nor committed: the batch is written again. */
    private void dropWriting() {
        if (isRunning()) {
            background.isWritten();
        }
        background.drop();
    }

    private void rewindAndWait(Throwable failure) {
        dropWriting();
        if (!isRunning()) {
            return;
        }
        Duration pause = backoff.next();
        String reason = Reason.of(failure);
        status.retrying(reason);
        metrics.retries().retrying(RetryCauses.of(failure));
        PolledBatch batch = background.current();
        batch.trace().fail(reason);
        batch.trace().log(() -> logRetry(batch, pause, reason, failure));
        try {
            source.rewind();
            source.waitPaused(pause, this::isRunning);
        } catch (KafkaException e) {
            stopSignal.await(pause);
        }
    }

    private static void logRetry(PolledBatch batch, Duration pause, String reason, Throwable failure) {
        if (RetryCauses.of(failure) != RetryCause.UNEXPECTED) {
            batch.describe(LOG.atWarn()).log("Retrying in {} ms{}: {}", pause.toMillis(), batch.describe(), reason);
        } else {
            batch.describe(LOG.atError())
                    .setCause(failure)
                    .log(
                            "Unexpected failure, manual action required; retrying in {} ms{}: {}",
                            pause.toMillis(),
                            batch.describe(),
                            reason);
        }
    }

    private void endProcess(Throwable failure) {
        stopSignal.stopNow();
        background.drop();
        try {
            LOG.error(
                    "Ending the process with exit code {} after a fatal error{}: {}",
                    ProcessEnd.EXIT_CODE,
                    background.current().describe(),
                    Reason.of(failure),
                    failure);
        } finally {
            processEnd.end();
        }
    }

    /** Called by a thread that stops the loop. */
    void logMissedHeartbeat() {
        PolledBatch batch = background.current();
        batch.describe(LOG.atError())
                .log("No heartbeat for {} s{}", status.heartbeatAge().toSeconds(), batch.describe());
    }

    private boolean isRunning() {
        return stopSignal.isRunning();
    }

    private final class Membership implements GroupMember {

        @Override
        public void joined() {
            status.joined();
        }

        @Override
        public void beforeRevocation() {
            finishIfWritten();
        }
    }
}
