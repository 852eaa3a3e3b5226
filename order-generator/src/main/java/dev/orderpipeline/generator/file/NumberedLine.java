package dev.orderpipeline.generator.file;

import dev.orderpipeline.generator.console.CommandFailedException;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.kafka.common.utils.Utils;
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
     * @throws CommandFailedException if the file cannot be read; also while the stream is read
     */
    static Stream<NumberedLine> read(Path file) {
        try {
            InputStream content = new BufferedInputStream(Files.newInputStream(file));
            AtomicLong number = new AtomicLong();
            return Stream.generate(() -> next(file, content, number.incrementAndGet()))
                    .takeWhile(Objects::nonNull)
                    .filter(line -> !line.isBlank())
                    .onClose(() -> Utils.closeQuietly(content, file.toString()));
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private boolean isBlank() {
        return new String(content, StandardCharsets.ISO_8859_1).isBlank();
    }

    /** {@code null} at the end. */
    private static @Nullable NumberedLine next(Path file, InputStream content, long number) {
        try {
            int next = content.read();
            if (next < 0) {
                return null;
            }
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (; next >= 0 && next != '\n'; next = content.read()) {
                line.write(next);
            }
            return new NumberedLine(number, line.toByteArray());
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    private static CommandFailedException unreadable(Path file, IOException reason) {
        return new CommandFailedException("%s cannot be read: %s".formatted(file, reason.getMessage()), reason);
    }
}
