package dev.orderpipeline.common.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {

    @Nested
    class Syntax {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " \n\t",
                    "\uFEFF{\"a\": 1}",
                    "{",
                    "{\"a\": 1",
                    "{\"a\": }",
                    "{\"a\": 1,}",
                    "{\"a\": 1} {\"b\": 2}",
                    "{\"a\": 1} x",
                    "{\"a\": 1}]",
                    "{\"a\": 1}\u0000",
                    "{a: 1}",
                    "{'a': 1}",
                    "{\"a\": 'text'}",
                    "{\"a\": 01}",
                    "{\"a\": +1}",
                    "{\"a\": .5}",
                    "{\"a\": 1.}",
                    "{\"a\": NaN}",
                    "{\"a\": Infinity}",
                    "{\"a\": 0x10}",
                    "{\"a\": True}",
                    "{\"a\": \"line\nbreak\"}",
                    "{\"a\": \"\u0000\"}",
                    "{\"a\": \"\\x\"}",
                    "{\"a\": \"\\u12G4\"}",
                    "{\"a\": 1 /* comment */}",
                    "{\"a\": 1} // comment",
                    "order",
                    "undefined"
                })
        void invalidJsonIsMalformed(String text) {
            assertThat(rejection(text).code()).isEqualTo(ErrorCode.MALFORMED_JSON);
        }

        @ParameterizedTest
        @MethodSource("reasons")
        void reasonContainsProblemAndByteOffset(String text, String reason) {
            assertThat(rejection(text)).hasMessage("invalid JSON: " + reason);
        }

        static Stream<Arguments> reasons() {
            return Stream.of(
                    Arguments.of("", "the value is empty"),
                    Arguments.of(" \n\t", "the value is empty"),
                    Arguments.of("\uFEFF{}", "unexpected byte order mark at byte 0"),
                    Arguments.of("{", "unexpected end at byte 1"),
                    Arguments.of("{\"a\": \"Рис", "unexpected end in a string at byte 13"),
                    Arguments.of("{\"Рис\": }", "unexpected character } at byte 11"),
                    Arguments.of("{\"a\": 1,}", "unexpected character } at byte 8"),
                    Arguments.of("{\"a\": 1} {}", "unexpected character { after the JSON value at byte 9"),
                    Arguments.of("{\"a\": 1}\u0000", "unexpected character U+0000 after the JSON value at byte 8"),
                    Arguments.of("{\"a\": 01}", "unexpected character 1 at byte 7"),
                    Arguments.of("{\"a\": 1.}", "unexpected character } at byte 8"),
                    Arguments.of("{\"a\": NaN}", "unexpected character N at byte 6"),
                    Arguments.of("{\"a\": 😀}", "unexpected character 😀 at byte 6"),
                    Arguments.of("{\"a\":\u00A01}", "unexpected character U+00A0 at byte 5"),
                    Arguments.of("{\"a\": \"line\nbreak\"}", "unexpected character U+000A in a string at byte 11"),
                    Arguments.of("{\"a\": \"\\x\"}", "unexpected character x in an escape at byte 8"),
                    Arguments.of("{\"a\": \"\\u12G4\"}", "unexpected character G in an escape at byte 11"),
                    Arguments.of("{\"a\": \"\\u12", "unexpected end in an escape at byte 11"),
                    Arguments.of("[".repeat(201), "nested deeper than 200 levels at byte 200"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"[]", "[{\"a\": 1}]", "null", "42", "1e400", "\"text\"", "true"})
        void otherJsonThanObjectViolatesContract(String text) {
            RejectedRecordException rejection = rejection(text);

            assertThat(rejection.code()).isEqualTo(ErrorCode.CONTRACT_VIOLATION);
            assertThat(rejection).hasMessageContaining("must be a JSON object");
        }

        @Test
        void tombstoneViolatesContract() {
            RejectedRecordException rejection = rejection((byte[]) null);

            assertThat(rejection.code()).isEqualTo(ErrorCode.CONTRACT_VIOLATION);
            assertThat(rejection).hasMessageContaining("tombstone");
        }

        @ParameterizedTest
        @ValueSource(ints = {201, 100_000})
        void tooDeepNestingIsMalformed(int levels) {
            assertThat(rejection("{\"a\": " + "[".repeat(levels)).code()).isEqualTo(ErrorCode.MALFORMED_JSON);
            assertThat(rejection("{\"a\": ".repeat(levels)).code()).isEqualTo(ErrorCode.MALFORMED_JSON);
        }

        @Test
        void hundredLevelsOfNestingAreAccepted() {
            JsonObject object = read("{\"deep\": " + "[".repeat(100) + "]".repeat(100) + ", \"a\": \"text\"}");

            assertThat(object.string("a")).isEqualTo("text");
        }
    }

    @Nested
    class Encoding {

        @Test
        void reasonReportsInvalidUtf8() {
            assertThat(rejection(text(0xd0, '"'))).hasMessage("invalid JSON: invalid UTF-8 at byte 7");
            assertThat(rejection(text('a', 0xc0, 0xaf))).hasMessage("invalid JSON: invalid UTF-8 at byte 8");
            assertThat(rejection("{}".getBytes(UTF_16))).hasMessage("invalid JSON: unexpected byte 0xFE at byte 0");
            assertThat(rejection(new byte[] {0x1f, (byte) 0x8b}))
                    .hasMessage("invalid JSON: unexpected character U+001F at byte 0");
        }

        @ParameterizedTest
        @MethodSource("brokenEncodings")
        void invalidUtf8IsMalformed(String what, byte[] bytes) {
            assertThat(rejection(bytes).code()).as(what).isEqualTo(ErrorCode.MALFORMED_JSON);
        }

        static Stream<Arguments> brokenEncodings() {
            return Stream.of(
                    Arguments.of("UTF-16 with a mark", "{\"a\": 1}".getBytes(UTF_16)),
                    Arguments.of("UTF-16 little-endian", "{\"a\": 1}".getBytes(UTF_16LE)),
                    Arguments.of("UTF-16 big-endian", "{\"a\": 1}".getBytes(UTF_16BE)),
                    Arguments.of("Latin-1", "{\"a\": \"é\"}".getBytes(ISO_8859_1)),
                    Arguments.of("a byte missing", text(0xd0)),
                    Arguments.of("a stray continuation byte", text(0x80)),
                    Arguments.of("an overlong slash", text(0xc0, 0xaf)),
                    Arguments.of("an overlong NUL", text(0xc0, 0x80)),
                    Arguments.of("an overlong euro sign", text(0xf0, 0x82, 0x82, 0xac)),
                    Arguments.of("a surrogate", text(0xed, 0xa0, 0x80)),
                    Arguments.of("a surrogate pair as CESU-8 has it", text(0xed, 0xa0, 0xbd, 0xed, 0xb8, 0x80)),
                    Arguments.of("beyond the last code point", text(0xf4, 0x90, 0x80, 0x80)),
                    Arguments.of("compressed", new byte[] {0x1f, (byte) 0x8b, 8, 0}));
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"a\": \"before\\u0000after\"}",
                    "{\"a\": \"\\ud83d\"}",
                    "{\"a\": \"\\ude00\"}",
                    "{\"a\": \"\\ud83d \\ude00\"}",
                    "{\"a\": \"\\ude00\\ud83d\"}",
                    "{\"a\": \"\\ud83d\\ud83d\\ude00\"}"
                })
        void nulOrUnpairedSurrogateViolatesContract(String text) {
            RejectedRecordException rejection = rejection(text);

            assertThat(rejection.code()).isEqualTo(ErrorCode.CONTRACT_VIOLATION);
            assertThat(rejection).hasMessage("a contains a NUL or an unpaired surrogate");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"a\": {\"b\": [1, {\"c\": \"\\u0000\"}]}}",
                    "{\"a\": {\"b\": [1, \"\\ud83d\"]}}",
                    "{\"a\\u0000\": 1}",
                    "{\"a\": {\"\\ud83d\": 1}}",
                    "{\"a\": [{\"\\u0000\": null}]}",
                    "{\"a\": \"\\u0000\", \"a\": \"right\"}",
                    "{\"a\": \"right\", \"a\": \"\\u0000\"}"
                })
        void nulOrUnpairedSurrogateViolatesContractAnywhere(String text) {
            assertThat(rejection(text).code()).isEqualTo(ErrorCode.CONTRACT_VIOLATION);
        }

        @Test
        void invalidJsonAfterForbiddenCharacterIsMalformed() {
            assertThat(rejection("{\"a\": \"\\u0000\"").code()).isEqualTo(ErrorCode.MALFORMED_JSON);
        }

        @ParameterizedTest
        @ValueSource(strings = {"😀", "\\ud83d\\ude00", "\\uD83D\\uDE00"})
        void surrogatePairsAreAccepted(String text) {
            assertThat(read("{\"a\": \"" + text + "\"}").string("a")).isEqualTo("😀");
        }
    }

    @Nested
    class Fields {

        @Test
        void lastDuplicateFieldWins() {
            assertThat(read("{\"a\": 1, \"a\": 2}").integer("a")).isEqualTo(2);
            assertThat(read("{\"a\": \"wrong\", \"a\": 2}").integer("a")).isEqualTo(2);
            assertThat(catchThrowableOfType(RejectedRecordException.class, () -> read("{\"a\": 2, \"a\": \"wrong\"}")
                            .integer("a")))
                    .hasMessageStartingWith("a must be a 64-bit integer");
            assertThat(catchThrowableOfType(RejectedRecordException.class, () -> read("{\"a\": 2, \"a\": null}")
                            .integer("a")))
                    .hasMessage("a is missing");
        }

        @Test
        void escapedNamesAreDecoded() {
            assertThat(read("{\"a\": 1, \"\\u0061\": 2}").integer("a")).isEqualTo(2);
        }

        @Test
        void escapesAreDecoded() {
            assertThat(read("{\"a\": \"я\\\"\\\\\\/\\b\\f\\n\\r\\t\\u044f\\u044Fя\"}")
                            .string("a"))
                    .isEqualTo("я\"\\/\b\f\n\r\tяяя");
        }

        @Test
        void hugeUnreadNumbersAreHarmless() {
            String digits = "9".repeat(2_000_000);

            JsonObject object = read("{\"a\": 1, \"x\": 1e1000000000, \"y\": -1e-99999999999, \"z\": " + digits + "}");

            assertThat(object.integer("a")).isEqualTo(1);
        }

        @Test
        void longNameOverManyObjectsIsReadOnce() {
            String name = "n".repeat(400_000);

            JsonObject object = read("{\"" + name + "\": [" + "{},".repeat(200_000) + "{}], \"a\": 1}");

            assertThat(object.integer("a")).isEqualTo(1);
        }

        @Test
        void namesWithCollidingHashesAreHarmless() {
            assertThat(read("{" + collidingNames(4_096) + "\"a\": 1}").integer("a"))
                    .isEqualTo(1);

            for (int number = 0; number < 10_000; number++) {
                assertThat(read("{\"name" + number + "\": 1}").integer("name" + number))
                        .isEqualTo(1);
            }
        }

        @ParameterizedTest
        @ValueSource(ints = {0, 3_960, 7_960, 16_340, 32_730, 65_490})
        void objectBytesAreUnchanged(int padding) {
            String inner = "{ \"b\" :\t1.50 ,\r\n  \"b\":2e0,\"text\": \"\\u0041\\/é😀\", \"list\":[ { } ]  }";
            for (int shift = 0; shift < 64; shift++) {
                String filler = "я".repeat(padding + shift);

                JsonObject object =
                        read("{\"filler\": \"" + filler + "\", \"a\": " + inner + " , \"z\": \"" + filler + "\"}");

                assertThat(object.object("a").bytes()).isEqualTo(inner.getBytes(UTF_8));
            }
        }

        @Test
        void largeObjectBytesAreUnchanged() {
            String inner = "{ \"text\": \"" + "😀я".repeat(100_000) + "\" }";

            assertThat(read("{\"a\":" + inner + "}").object("a").bytes()).isEqualTo(inner.getBytes(UTF_8));
        }
    }

    /** Each pair of characters counts the same if the first counts 33 times as much as the second. */
    private static String collidingNames(int names) {
        StringBuilder members = new StringBuilder();
        for (int name = 0; name < names; name++) {
            String bits = Integer.toBinaryString(names + name).substring(1);
            members.append('"')
                    .append(bits.replace("0", "bA").replace("1", "c "))
                    .append("\": 0, ");
        }
        return members.toString();
    }

    private static JsonObject read(String text) {
        return StrictJson.readObject(text.getBytes(UTF_8));
    }

    private static RejectedRecordException rejection(String text) {
        return rejection(text.getBytes(UTF_8));
    }

    private static RejectedRecordException rejection(byte[] bytes) {
        return catchThrowableOfType(RejectedRecordException.class, () -> StrictJson.readObject(bytes));
    }

    private static byte[] text(int... content) {
        byte[] before = "{\"a\": \"".getBytes(UTF_8);
        byte[] after = "\"}".getBytes(UTF_8);
        byte[] bytes = new byte[before.length + content.length + after.length];
        System.arraycopy(before, 0, bytes, 0, before.length);
        for (int index = 0; index < content.length; index++) {
            bytes[before.length + index] = (byte) content[index];
        }
        System.arraycopy(after, 0, bytes, before.length + content.length, after.length);
        return bytes;
    }
}
