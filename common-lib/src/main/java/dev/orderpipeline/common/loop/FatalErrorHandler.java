package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.failure.FatalErrors;
import dev.orderpipeline.common.failure.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the process after a fatal error in a thread other than the loop's: the error would recur there, while an idle loop
 * may never hit it.
 */
public final class FatalErrorHandler implements Thread.UncaughtExceptionHandler {

    private static final Logger LOG = LoggerFactory.getLogger(FatalErrorHandler.class);

    private final ProcessEnd processEnd;

    /** @param processEnd called once for every fatal error; returns only in tests */
    public FatalErrorHandler(ProcessEnd processEnd) {
        this.processEnd = processEnd;
    }

    /** Ignores failures that are not fatal. */
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
            LOG.error("Uncaught exception, thread {} ended", thread.getName(), failure);
        } finally {
            handle(failure);
        }
    }
}
