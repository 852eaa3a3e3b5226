package dev.orderpipeline.common.failure;

/** Errors from which a JVM does not recover. */
public final class FatalErrors {

    private FatalErrors() {}

    /**
     * Whether the failure, or one of its causes (Kafka's client wraps errors), is fatal: the JVM never initialises or
     * links a class again after a failure, and is in an unknown state when it is out of memory or threads. A stack
     * overflow is not fatal: it ends with the record that caused it.
     */
    public static boolean isFatal(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof LinkageError
                    || cause instanceof VirtualMachineError && !(cause instanceof StackOverflowError)) {
                return true;
            }
        }
        return false;
    }
}
