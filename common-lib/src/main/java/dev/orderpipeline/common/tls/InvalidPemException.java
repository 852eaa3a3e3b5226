package dev.orderpipeline.common.tls;

/** A file that does not hold what it should. The message names file and fault, and nothing of the content. */
public final class InvalidPemException extends Exception {

    private static final long serialVersionUID = 1L;

    private final Fault fault;

    /** What is invalid. */
    public enum Fault {
        CERTIFICATES,
        KEY,
        /** Missing or wrong. */
        KEY_PASSWORD,
        /** The key is not that of the certificate. */
        PAIR
    }

    public InvalidPemException(Fault fault, String message) {
        super(message);
        this.fault = fault;
    }

    public Fault fault() {
        return fault;
    }
}
