package dev.orderpipeline.common.kafka;

/** A native library can't be unpacked or loaded at present; loading can be retried. */
public final class NativeLibraryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param failure kept as text alone: as a cause it would count as a fatal error */
    NativeLibraryException(LinkageError failure) {
        super(explain("Zstandard", "ZstdTempFolder", failure));
    }

    /** @param folderProperty the library's own system property for the folder that it is unpacked into */
    static String explain(String library, String folderProperty, LinkageError failure) {
        String folder = System.getProperty(folderProperty, System.getProperty("java.io.tmpdir"));
        String reason = String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        return ("the native library of %s can't be loaded from the folder %s (%s): free some space there, mount it with"
                        + " exec, or set -Djava.io.tmpdir=<another folder> in JDK_JAVA_OPTIONS")
                .formatted(library, folder, reason);
    }
}
