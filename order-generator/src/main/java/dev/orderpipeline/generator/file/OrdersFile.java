package dev.orderpipeline.generator.file;

import dev.orderpipeline.generator.order.SourceRecord;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A file of source messages, one a line. */
public final class OrdersFile {

    private OrdersFile() {}

    /**
     * The messages, byte for byte, without keys; blank lines are left out. Close the stream to close the file.
     *
     * @throws UncheckedIOException if the file cannot be read; also while the stream is read
     */
    public static Stream<SourceRecord> read(Path file) {
        return NumberedLine.read(file).map(line -> new SourceRecord(null, line.content(), null, line.number()));
    }
}
