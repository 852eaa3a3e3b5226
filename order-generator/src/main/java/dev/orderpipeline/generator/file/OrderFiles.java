package dev.orderpipeline.generator.file;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.order.SourceRecord;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/** Files of source messages and of their reference data, one a line. */
final class OrderFiles {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private OrderFiles() {}

    /**
     * The messages, byte for byte, without keys; blank lines are left out. Close the stream to close the file.
     *
     * @throws CommandFailedException if the file cannot be read; also while the stream is read
     */
    static Stream<SourceRecord> orders(Path file) {
        return NumberedLine.read(file).map(line -> new SourceRecord(null, line.content(), null, line.number()));
    }

    /**
     * The users and restaurants: JSON text by id, of lines {@code {"key": "…", "value": {…}}}; blank lines are left out,
     * and of two with the same key, the last one counts.
     *
     * @throws CommandFailedException if the file cannot be read
     * @throws CommandFailedException if a line is invalid; the message has the line's number
     */
    static Map<String, String> reference(Path file) {
        Map<String, String> values = new LinkedHashMap<>();
        try (Stream<NumberedLine> lines = NumberedLine.read(file)) {
            lines.map(line -> entry(file, line))
                    .forEach(entry -> values.put(
                            entry.path("key").stringValue(), entry.path("value").toString()));
        }
        return values;
    }

    private static JsonNode entry(Path file, NumberedLine line) {
        String text = text(file, line);
        JsonNode entry = MissingNode.getInstance();
        try {
            entry = JSON.readTree(text);
        } catch (JacksonException e) {
            // rejected below
        }
        if (!entry.path("key").isString() || !entry.path("value").isObject()) {
            String start = text.length() > 80 ? text.substring(0, 80) + "…" : text;
            throw new CommandFailedException(
                    "%s, line %d: not {\"key\": text, \"value\": object}: %s".formatted(file, line.number(), start));
        }
        return entry;
    }

    private static String text(Path file, NumberedLine line) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(line.content()))
                    .toString()
                    .strip();
        } catch (CharacterCodingException e) {
            throw new CommandFailedException("%s, line %d: not UTF-8".formatted(file, line.number()), e);
        }
    }
}
