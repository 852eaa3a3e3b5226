package dev.orderpipeline.common.failure;

/** Errors that never pass in this JVM. */
public final class FatalErrors {

    private FatalErrors() {}

    /**
     * Whether the failure, or one of its causes (Kafka's client wraps errors), is such an error: a class that could not be
     * initialised or linked is never tried again by the JVM, and one that has run out of memory or threads is in an unknown
     * state. Not a stack overflow: that passes with the record that caused it.
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
