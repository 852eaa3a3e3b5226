package dev.orderpipeline.common.redis;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessResourceFailureException;

/** Redis is unreachable, does not respond, or rejects a command: an outage. */
final class RedisFailureException extends DataAccessResourceFailureException {

    private static final long serialVersionUID = 1L;

    RedisFailureException(RuntimeException failure) {
        super(NestedExceptionUtils.getMostSpecificCause(failure).getMessage(), reason(failure));
    }

    /** Where several servers were tried, the client suppresses the failure of each: the first one is the reason. */
    private static Throwable reason(RuntimeException failure) {
        Throwable[] suppressed =
                NestedExceptionUtils.getMostSpecificCause(failure).getSuppressed();
        return suppressed.length > 0 ? suppressed[0] : failure;
    }
}
