package dev.orderpipeline.common.loop;

/**
 * The rows or messages of a batch do not fit into memory at once. The transaction is rolled back, and the first messages of
 * the batch are written without the others.
 */
public final class BatchTooLargeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int fitting;

    /** @param fitting how many of the batch's first messages fit: at least one, and not all of them */
    public BatchTooLargeException(int fitting) {
        super("only the first %d messages of the batch fit into memory at once".formatted(fitting));
        this.fitting = fitting;
    }

    int fitting() {
        return fitting;
    }
}
