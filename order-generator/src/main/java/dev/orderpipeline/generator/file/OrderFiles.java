package dev.orderpipeline.generator.file;

import dev.orderpipeline.generator.order.ReferenceEntry;
import dev.orderpipeline.generator.order.SourceRecord;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Files of source messages and of their reference data, one a line. Close a stream to close its file. */
final class OrderFiles {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private OrderFiles() {}

    /**
     * The messages, byte for byte, without keys; blank lines are left out.
     *
     * @throws UncheckedIOException if the file cannot be read; also while the stream is read
     */
    static Stream<SourceRecord> orders(Path file) {
        return NumberedLine.read(file).map(line -> new SourceRecord(null, line.content(), null, line.number()));
    }

    /**
     * The entries, as {@code {"key": "…", "value": {…}}}; blank lines are left out.
     *
     * @throws UncheckedIOException if the file cannot be read; also while the stream is read
     * @throws IllegalArgumentException while the stream is read, if a line is invalid; the message has the
     *     line's number
     */
    static Stream<ReferenceEntry> reference(Path file) {
        return NumberedLine.read(file).map(line -> entry(file, line));
    }

    private static ReferenceEntry entry(Path file, NumberedLine line) {
        String text = text(file, line);
        try {
            JsonNode entry = JSON.readTree(text);
            if (entry.path("key").isString() && entry.path("value").isObject()) {
                return new ReferenceEntry(
                        entry.path("key").stringValue(), entry.path("value").toString());
            }
        } catch (JacksonException e) {
            throw new IllegalArgumentException(error(file, line, text), e);
        }
        throw new IllegalArgumentException(error(file, line, text));
    }

    private static String text(Path file, NumberedLine line) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.content()))
                    .toString()
                    .strip();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("%s, line %d: not UTF-8".formatted(file, line.number()), e);
        }
    }

    private static String error(Path file, NumberedLine line, String text) {
        String start = text.length() > 80 ? text.substring(0, 80) + "…" : text;
        return "%s, line %d: not {\"key\": text, \"value\": object}: %s".formatted(file, line.number(), start);
    }
}
