package dev.orderpipeline.common.kafka;

import dev.orderpipeline.common.config.Timeouts;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports how many records of each assigned partition are not consumed yet. */
final class LagReport {

    private static final Logger LOG = LoggerFactory.getLogger(LagReport.class);

    private final SourceListener listener;

    LagReport(SourceListener listener) {
        this.listener = listener;
    }

    /** From the last fetch: sends no request. */
    void report(Consumer<?, ?> consumer) {
        consumer.assignment().forEach(partition -> consumer.currentLag(partition)
                .ifPresent(records -> listener.lag(partition, records)));
    }

    /** Paused partitions are not fetched, so the client has no current lag of them: the brokers are requested. */
    void reportPaused(Consumer<?, ?> consumer) {
        consumer.endOffsets(consumer.assignment(), Timeouts.LAG).forEach((partition, end) -> {
            try {
                listener.lag(partition, end - consumer.position(partition, Timeouts.LAG));
            } catch (InvalidOffsetException e) {
                LOG.debug("No valid position yet: the next poll resets it", e);
            }
        });
    }
}
