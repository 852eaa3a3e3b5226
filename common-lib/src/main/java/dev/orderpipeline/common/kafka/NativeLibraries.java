package dev.orderpipeline.common.kafka;

import com.github.luben.zstd.util.Native;
import org.xerial.snappy.Snappy;

/**
 * The native libraries with which Kafka's client compresses and decompresses records. Each is
 * unpacked into a folder at its first use. If that use is a batch, and the folder is full at that moment, the library's
 * class can't be initialised in this JVM any more; here, loading can be retried. (LZ4 needs none: it falls back to Java.)
 */
public final class NativeLibraries {

    private NativeLibraries() {}

    /**
     * Loads the libraries, unless they are loaded. May be called again, and by several loops at once.
     *
     * @throws NativeLibraryException if no library can be unpacked into the folder at present
     * @throws LinkageError if only the first library could be unpacked; this JVM can't load the second any more
     */
    public static void load() {
        try {
            // Not by the use of one of the library's classes: a static initializer runs once, this method can be
            // repeated.
            Native.load();
        } catch (LinkageError e) {
            throw new NativeLibraryException(e);
        }
        loadSnappy();
    }

    private static void loadSnappy() {
        try {
            // Also deletes the unpacked file, which a killed process would leave behind.
            Snappy.cleanUp();
        } catch (LinkageError e) {
            throw new LinkageError(NativeLibraryException.explain("Snappy", "org.xerial.snappy.tempdir", e));
        }
    }
}
