package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.failure.FatalErrors;
import dev.orderpipeline.common.failure.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process after an error that never passes in it, for threads besides the loop's: they would meet the same error
 * again and again, while the loop may have nothing to do.
 *
 * @param processEnd called once for every such error, and may return only in tests
 */
public record FatalErrorHandler(ProcessEnd processEnd) implements Thread.UncaughtExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(FatalErrorHandler.class);

    /** Does nothing about a failure that may pass. */
    public void handle(Throwable failure) {
        if (!FatalErrors.isFatal(failure)) {
            return;
        }
        try {
            LOG.error(
                    "Ending the process with exit code {} after a fatal error: {}",
                    ProcessEnd.EXIT_CODE,
                    Reason.of(failure),
                    failure);
        } finally {
            processEnd.end();
        }
    }

    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        try {
            LOG.error("Thread {} has ended by an error that nobody handles", thread.getName(), failure);
        } finally {
            handle(failure);
        }
    }
}
