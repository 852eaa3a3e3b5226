package dev.orderpipeline.common.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A password, which is never printed. One from a file is read for each connection: the next connection uses a changed one.
 *
 * @param initial as it was at start
 * @param file empty for a password from a variable
 */
public record Secret(String initial, Optional<Path> file) {

    static final int MAX_BYTES = 64 * 1024;

    private static final Pattern LINE_BREAK_OR_NUL = Pattern.compile("[\\n\\r\\x00]");
    private static final Pattern FINAL_LINE_BREAK = Pattern.compile("\\r?\\n\\z");

    public static Secret of(String text) {
        return new Secret(text, Optional.empty());
    }

    /** The present password; the initial one while the file has none. */
    public String value() {
        return file.flatMap(Secret::textIfValid).orElse(initial);
    }

    @Override
    public String toString() {
        return file.map(Path::toString).orElse("a secret");
    }

    /**
     * The content of a file without a line break at its end.
     *
     * @return empty if the file is larger than {@link #MAX_BYTES}
     * @throws CharacterCodingException if it is not in UTF-8
     */
    static Optional<String> textOf(Path file) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            byte[] bytes = input.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                return Optional.empty();
            }
            CharBuffer text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes));
            return Optional.of(FINAL_LINE_BREAK.matcher(text).replaceFirst(""));
        }
    }

    static boolean hasLineBreakOrNul(String text) {
        return LINE_BREAK_OR_NUL.matcher(text).find();
    }

    private static Optional<String> textIfValid(Path file) {
        try {
            return textOf(file).filter(text -> !text.isEmpty() && !hasLineBreakOrNul(text));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
