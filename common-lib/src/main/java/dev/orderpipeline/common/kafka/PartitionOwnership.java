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
    private boolean mayHaveLostMembership;

    /** @param guaranteed after a poll, a member is not removed from the group for so long */
    PartitionOwnership(Duration guaranteed) {
        this.guaranteedNanos = guaranteed.toNanos();
    }

    void assigned() {
        mayHaveLostMembership = false;
    }

    void commitRejected() {
        mayHaveLostMembership = true;
    }

    /** Whether the partitions that were neither revoked nor lost are owned, without a request to the group coordinator. */
    boolean isGuaranteed(InFlightBatch batch) {
        return !mayHaveLostMembership && System.nanoTime() - batch.polledAtNanos() < guaranteedNanos;
    }

    /** Commits the start of the batch, which the group coordinator rejects if this consumer is no member any more. */
    boolean isConfirmed(InFlightBatch batch, Consumer<?, ?> consumer) {
        try {
            consumer.commitSync(batch.start());
            return true;
        } catch (RebalanceInProgressException e) {
            return true;
        } catch (CommitFailedException e) {
            return false;
        }
    }
}
