package dev.orderpipeline.local.orders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A file of reference data: {@code {"key": "…", "value": {…}}}, one a line. */
public final class ReferenceFile {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private ReferenceFile() {}

    /**
     * The entries; empty lines are left out. Close the stream to close the file.
     *
     * @throws UncheckedIOException if the file cannot be read; also while the stream is read
     * @throws IllegalArgumentException while the stream is read, if a line is not as it should be
     */
    public static Stream<ReferenceEntry> read(Path file) {
        try {
            return Files.lines(file).filter(line -> !line.isBlank()).map(line -> entry(file, line));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ReferenceEntry entry(Path file, String line) {
        try {
            JsonNode entry = JSON.readTree(line);
            if (entry.path("key").isString() && entry.path("value").isObject()) {
                return new ReferenceEntry(
                        entry.path("key").stringValue(), entry.path("value").toString());
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(complaint(file, line), e);
        }
        throw new IllegalArgumentException(complaint(file, line));
    }

    private static String complaint(Path file, String line) {
        String start = line.length() > 80 ? line.substring(0, 80) + "…" : line;
        return "A line of " + file + " is not {\"key\": text, \"value\": object}: " + start;
    }
}
