package dev.orderpipeline.common.kafka;

import com.github.luben.zstd.util.Native;
import org.xerial.snappy.Snappy;

/**
 * The native libraries by which Kafka's client compresses what is sent, and decompresses what others have sent. Each is
 * unpacked into a folder at its first use. If that use is a batch, and the folder is full at that moment, the library's
 * class can't be initialised in this JVM any more; here, an attempt can be repeated. (LZ4 needs none: it falls back to Java by itself.)
 */
public final class NativeLibraries {

    private NativeLibraries() {}

    /**
     * Loads them; does nothing where that is done. May be called again, and by several loops at once.
     *
     * @throws NativeLibraryException if the folder takes no library at present
     * @throws LinkageError if the folder took the first library, but not the second, which this JVM can't load any more
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
