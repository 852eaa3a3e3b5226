package dev.orderpipeline.common.kafka;

import java.time.Duration;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.errors.RebalanceInProgressException;

/**
 * Whether the partitions of a batch are still this consumer's. A batch that was processed quickly costs no request: the
 * group coordinator removes no member before the session timeout, unless an offset commit was rejected.
 */
final class PartitionOwnership {

    private final long guaranteedNanos;
    /** An offset commit was rejected, and no partitions were assigned since. */
    private boolean rejected;

    /** @param guaranteed after a poll, a member is not removed from the group for so long */
    PartitionOwnership(Duration guaranteed) {
        this.guaranteedNanos = guaranteed.toNanos();
    }

    /** Partitions were assigned, or there is a new consumer. */
    void renew() {
        rejected = false;
    }

    void commitRejected() {
        rejected = true;
    }

    boolean isRejected() {
        return rejected;
    }

    /** Whether the partitions that were neither revoked nor lost are owned, without a request to the group coordinator. */
    boolean isGuaranteed(InFlightBatch batch) {
        return !rejected && System.nanoTime() - batch.polledAtNanos() < guaranteedNanos;
    }

    /** Commits the start of the batch, which the group coordinator rejects if this consumer is no member any more. */
    boolean isConfirmed(InFlightBatch batch, Consumer<?, ?> consumer) {
        try {
            consumer.commitSync(batch.start());
            return true;
        } catch (RebalanceInProgressException e) {
            return true;
        } catch (CommitFailedException e) {
            commitRejected();
            return false;
        }
    }
}
