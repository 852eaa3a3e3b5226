package dev.orderpipeline.local.orders;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;

/** A file of source messages, one a line. */
public final class OrdersFile {

    private OrdersFile() {}

    /**
     * The messages, byte for byte, without keys; empty lines are left out. Close the stream to close the file.
     *
     * @throws UncheckedIOException if the file cannot be read; also while the stream is read
     */
    public static Stream<SourceRecord> read(Path file) {
        try {
            InputStream content = new BufferedInputStream(Files.newInputStream(file));
            return Stream.generate(() -> nextLine(content))
                    .takeWhile(Objects::nonNull)
                    .filter(line -> line.length > 0)
                    .map(line -> new SourceRecord(null, line, null))
                    .onClose(() -> close(content));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code null} at the end. Not read as text, because a message need not be valid UTF-8. */
    private static byte[] nextLine(InputStream content) {
        try {
            int next = content.read();
            if (next < 0) {
                return null;
            }
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            while (next >= 0 && next != '\n') {
                line.write(next);
                next = content.read();
            }
            return line.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(InputStream content) {
        try {
            content.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
