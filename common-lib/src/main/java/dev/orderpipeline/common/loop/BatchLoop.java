package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.deadletter.DeadLetter;
import dev.orderpipeline.common.failure.Reason;
import dev.orderpipeline.common.kafka.MissingTopicException;
import dev.orderpipeline.common.kafka.RecordSender;
import dev.orderpipeline.common.kafka.RecordSource;
import dev.orderpipeline.common.kafka.SourceRecords;
import dev.orderpipeline.common.loop.BatchWriter.ParsedBatch;
import dev.orderpipeline.common.metrics.PipelineMetrics;
import dev.orderpipeline.common.metrics.PipelineMetrics.Step;
import dev.orderpipeline.common.postgres.DatabaseErrors;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.flywaydb.core.api.FlywayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/**
 * The pipeline's loop: consume a batch, write it to PostgreSQL, produce what came out of it, commit the offsets.
 *
 * <p>The order of these steps is what nothing gets lost by: a batch that did not reach its end is done again from the
 * start, and every write can be repeated. Whatever fails, the loop goes back to the start of the batch and waits with
 * growing pauses; it never skips a record.
 *
 * <p>{@link #run()} is one scheduled run: batch after batch, until a poll brings nothing.
 */
public final class BatchLoop implements Runnable, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BatchLoop.class);
    private static final Duration POLL_TIMEOUT = Duration.ofSeconds(1);

    private final Runnable preparation;
    private final RecordSource source;
    private final BatchWriter<?> writer;
    private final RecordSender sender;
    private final LoopStatus status;
    private final PipelineMetrics metrics;
    private final Backoff backoff = new Backoff();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private Thread thread;
    private boolean prepared;
    private boolean handling;

    /** @param preparation what must have been done before the first batch; tried until it succeeds */
    public BatchLoop(
            Runnable preparation,
            RecordSource source,
            BatchWriter<?> writer,
            RecordSender sender,
            LoopStatus status,
            PipelineMetrics metrics) {
        this.preparation = preparation;
        this.source = source;
        this.writer = writer;
        this.sender = sender;
        this.status = status;
        this.metrics = metrics;
    }

    @Override
    public void run() {
        workIn(Thread.currentThread());
        try {
            boolean more = true;
            while (more && isRunning()) {
                more = tryNextBatch();
            }
        } finally {
            workIn(null);
        }
    }

    /**
     * Lets the batch in hand be finished and then stops; a loop without one, or one that is waiting for a dependency,
     * gives up at once.
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
        source.close();
        sender.close();
    }

    private boolean tryNextBatch() {
        List<ConsumerRecord<byte[], byte[]>> batch = List.of();
        try {
            prepare();
            batch = metrics.time(Step.POLL, () -> source.poll(POLL_TIMEOUT));
            if (!batch.isEmpty() && begin()) {
                handle(batch);
            }
            status.running();
            backoff.reset();
            return !batch.isEmpty();
        } catch (RuntimeException | Error e) {
            if (e instanceof KafkaException) {
                // Perhaps a topic was deleted: the check says so more clearly, or makes it again.
                prepared = false;
            }
            goBackAndWait(batch, e);
            return true;
        } finally {
            handling = false;
        }
    }

    private void prepare() {
        if (!prepared) {
            preparation.run();
            prepared = true;
        }
    }

    /** From here on, a batch is finished even if the loop is told to stop. */
    private synchronized boolean begin() {
        handling = isRunning();
        return handling;
    }

    private void handle(List<ConsumerRecord<byte[], byte[]>> batch) {
        ParsedBatch parsed = metrics.time(Step.PARSE, () -> writer.parse(batch));
        BatchResult result = metrics.time(Step.WRITE, () -> parsed.write(status::signOfLife));
        if (source.ownsBatch()) {
            List<DeadLetter> deadLetters =
                    metrics.time(Step.PRODUCE, () -> sender.send(result.messages(), result.deadLetters()));
            metrics.time(Step.COMMIT, source::commit);
            metrics.finished(batch, result.written(), result.messages().size(), deadLetters);
        }
    }

    private void goBackAndWait(List<ConsumerRecord<byte[], byte[]>> batch, Throwable failure) {
        if (!isRunning()) {
            return;
        }
        Duration pause = backoff.next();
        String reason = Reason.of(failure);
        status.waiting(reason);
        if (isOutage(failure)) {
            LOG.warn("Waiting {} ms, then trying again{}: {}", pause.toMillis(), describe(batch), reason);
        } else {
            LOG.error(
                    "This should not happen, and won't pass by itself. Waiting {} ms, then trying again{}: {}",
                    pause.toMillis(),
                    describe(batch),
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
}
