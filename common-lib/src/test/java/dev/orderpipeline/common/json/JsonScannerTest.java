package dev.orderpipeline.common.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

class JsonScannerTest {

    private static final String JSON = """
            {"object_id": 1371198, "имя №1 😀": [1.5, -0, 2E+10, 0.25e-3, true, false, null, [], {}],\r
            \t"text": "a\\"\\\\\\/\\b\\f\\n\\r\\t\\u0416\\ud83d\\ude00\\u007Fя",
            "object": {"": "", " ": {"a": [[{"b": ["c"]}]]}, "\\u0061": 0}, "last": "€"}
            """;

    private static final List<String> PIECES = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "\\",
            "\\u",
            "\\u00",
            "\\x",
            "'",
            "/",
            "//",
            "/**/",
            " ",
            "\n",
            "\f",
            "0",
            "01",
            "1",
            "-",
            "+",
            ".",
            ".5",
            "5.",
            "e",
            "1e",
            "1e+",
            "NaN",
            "Infinity",
            "tru",
            "nul",
            "null",
            "True",
            "{}",
            "[1]",
            "\"a\"",
            "\"a\":1",
            ",\"a\":1",
            ",1",
            "\u0000",
            "\u001f",
            "\u007f",
            "\u00a0",
            "\ufeff",
            "я",
            "😀");

    /** Jackson is as strict, and widely used. */
    @Test
    void acceptsWhatJacksonAccepts() {
        Random random = new Random(8259);
        int stillJson = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] text = damaged(random);
            boolean json = isJsonForJackson(text);
            stillJson += json ? 1 : 0;

            assertThat(isScanned(text)).as(() -> new String(text, UTF_8)).isEqualTo(json);
        }
        assertThat(stillJson).isBetween(3_000, 47_000);
    }

    /** A fault depends on the bytes before it only: a text truncated there has the same fault. */
    @Test
    void offsetIsThatOfTheFirstInvalidByte() {
        Random random = new Random(8260);
        for (int round = 0; round < 20_000; round++) {
            byte[] text = damaged(random);
            Optional<String> reason = fault(text);
            if (reason.isPresent()) {
                int offset = Integer.parseInt(reason.get().replaceFirst("(?s).* at byte (\\d+)$", "$1"));

                assertThat(reason.get()).doesNotContain("Source", "REDACTED", "Jackson", "Parser", "Feature", "tools.");
                assertThat(offset).isBetween(0, text.length);
                assertThat(fault(Arrays.copyOf(text, offset)).orElse("unexpected end"))
                        .containsAnyOf("unexpected end", "is empty", "invalid UTF-8");
                if (offset < text.length) {
                    assertThat(fault(Arrays.copyOf(text, offset + 1)).orElseThrow())
                            .endsWith(" at byte " + offset);
                }
            }
        }
    }

    @Test
    void acceptsTheUndamagedText() {
        assertThat(isScanned(JSON.getBytes(UTF_8))).isTrue();
        assertThat(isJsonForJackson(JSON.getBytes(UTF_8))).isTrue();
    }

    /** Validity depends on a character's first two bytes and on the number of bytes that follow. */
    @Test
    void acceptsUtf8ThatTheDecoderAccepts() {
        for (int lead = 0x80; lead <= 0xFF; lead++) {
            for (int second = 0; second <= 0xFF; second++) {
                for (int more = 0; more <= 3; more++) {
                    String bytes = "\"" + (char) lead + (char) second + "\u0080".repeat(more) + "\"";
                    byte[] text = bytes.getBytes(ISO_8859_1);

                    assertThat(isScanned(text)).as(bytes).isEqualTo(isJsonForJackson(text));
                }
            }
        }
    }

    /** Replaces zero or more bytes by others at one to three places. */
    private static byte[] damaged(Random random) {
        StringBuilder text = new StringBuilder(new String(JSON.getBytes(UTF_8), ISO_8859_1));
        for (int change = random.nextInt(3); change >= 0; change--) {
            int start = random.nextInt(text.length());
            int end = Math.min(start + random.nextInt(3), text.length());
            text.replace(start, end, random.nextInt(3) == 0 ? anyByte(random) : piece(random));
        }
        return text.toString().getBytes(ISO_8859_1);
    }

    private static String anyByte(Random random) {
        return Character.toString(random.nextInt(256));
    }

    private static String piece(Random random) {
        String piece = random.nextInt(4) == 0 ? "" : PIECES.get(random.nextInt(PIECES.size()));
        return new String(piece.getBytes(UTF_8), ISO_8859_1);
    }

    private static boolean isScanned(byte[] text) {
        return fault(text).isEmpty();
    }

    private static Optional<String> fault(byte[] text) {
        try {
            JsonScanner.scan(text);
            return Optional.empty();
        } catch (RejectedRecordException e) {
            return e.code() == ErrorCode.MALFORMED_JSON ? Optional.of(e.getMessage()) : Optional.empty();
        }
    }

    private static boolean isJsonForJackson(byte[] bytes) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
            return isJsonForJackson(text);
        } catch (CharacterCodingException | JacksonException e) {
            return false;
        }
    }

    private static boolean isJsonForJackson(String text) {
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), text)) {
            boolean holdsValue = parser.nextToken() != null;
            parser.skipChildren();
            return holdsValue && parser.nextToken() == null;
        }
    }
}
