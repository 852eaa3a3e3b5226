package dev.orderpipeline.generator.file;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A line of a file that is not blank, without its end.
 *
 * @param number of the line, counted from 1
 * @param content not read as text, because it need not be valid UTF-8
 */
record NumberedLine(long number, byte[] content) {

    /**
     * The lines of the file but the blank ones. Close the stream to close the file.
     *
     * @throws UncheckedIOException if the file cannot be read; also while the stream is read
     */
    static Stream<NumberedLine> read(Path file) {
        try {
            Source source = new Source(file);
            return Stream.generate(source::next)
                    .takeWhile(Objects::nonNull)
                    .filter(line -> !line.isBlank())
                    .onClose(source::close);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean isBlank() {
        for (byte character : content) {
            if (character != ' ' && character != '\t' && character != '\r') {
                return false;
            }
        }
        return true;
    }

    private static final class Source {

        private final InputStream content;
        private long number;

        Source(Path file) throws IOException {
            content = new BufferedInputStream(Files.newInputStream(file));
        }

        /** {@code null} at the end. */
        @Nullable
        NumberedLine next() {
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
                return new NumberedLine(++number, line.toByteArray());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void close() {
            try {
                content.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
