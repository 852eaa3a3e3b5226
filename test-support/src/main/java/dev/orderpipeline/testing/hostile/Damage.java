package dev.orderpipeline.testing.hostile;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Turns a JSON object into bytes that are invalid JSON or invalid UTF-8. */
final class Damage {

    private static final String DEEP = "[".repeat(5_000) + "]".repeat(5_000);
    private static final String DEEP_OBJECTS = "{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000);

    private static final List<String> NO_VALUES = List.of(
            "",
            "NaN",
            "Infinity",
            "-Infinity",
            "undefined",
            "True",
            "nul",
            "nullx",
            "'text'",
            "text",
            "`text`",
            "01",
            "-01",
            "+1",
            ".5",
            "1.",
            "1.e5",
            "-",
            "1e",
            "1e+",
            "0x10",
            "1_000",
            "1,5",
            "1 2",
            "\"a\" \"b\"",
            "\"\\x41\"",
            "\"\\u12G4\"",
            "\"\\u12\"",
            "\"\\U00000041\"",
            "\"\\'\"",
            "\"tab\there\"",
            "\"line\nbreak\"",
            "\"raw \u0000 NUL\"",
            "\"raw \u001f control\"",
            "\u0000",
            "\"open",
            "\"open\\\"",
            "[1,]",
            "[,1]",
            "[1 2]",
            "[1}",
            "[",
            "]",
            "}",
            "{\"a\"}",
            "{\"a\":}",
            "{\"a\":1,}",
            "{a:1}",
            "{'a':1}",
            "{1:1}",
            "{null:1}",
            "{\"a\"=1}",
            "1 /* comment */",
            "1 // comment\n",
            "1 # comment\n",
            "1\u00a0",
            "1\u000b",
            "\uFEFF1",
            "(1)",
            DEEP,
            DEEP_OBJECTS);

    private static final List<String> BEFORE = List.of(
            "\uFEFF",
            "\uFFFE",
            "\u0000",
            "\u00a0",
            "\u000b",
            "\f",
            ",",
            "[",
            "x",
            "//\n",
            "/**/",
            ")]}',\n",
            "<!-- -->");

    private static final List<String> AFTER = List.of(
            "}", "]", ",", "x", "{}", "[]", "null", "0", "\"\"", "\u0000", "\uFEFF", "\u00a0", "\u001a", "// end",
            "/**/", ";");

    /** No UTF-8, as Latin-1 shows it. */
    private static final List<String> NO_UTF_8 = List.of(
            "\u0080",
            "\u00bf",
            "\u00c3",
            "\u00c3\u0028",
            "\u00e2\u0082",
            "\u00f0\u009f\u0098",
            "\u00c0\u0080",
            "\u00c0\u00af",
            "\u00c1\u00bf",
            "\u00e0\u0080\u00af",
            "\u00e0\u009f\u00bf",
            "\u00f0\u0080\u0080\u00af",
            "\u00f0\u008f\u00bf\u00bf",
            "\u00ed\u00a0\u0080",
            "\u00ed\u00bf\u00bf",
            "\u00ed\u00a0\u00bd\u00ed\u00b8\u0080",
            "\u00f4\u0090\u0080\u0080",
            "\u00f5\u0080\u0080\u0080",
            "\u00f8\u0088\u0080\u0080\u0080",
            "\u00fe",
            "\u00ff\u00fe");

    private Damage() {}

    /** The message, damaged in some way. */
    static byte[] some(String json, Random random) {
        List<byte[]> damaged = all(json, random);
        return damaged.get(random.nextInt(damaged.size()));
    }

    /** The message, damaged in each way. */
    static List<byte[]> all(String json, Random random) {
        List<byte[]> all = new ArrayList<>();
        int end = json.lastIndexOf('}');
        Stream.of(
                        NO_VALUES.stream().map(value -> json.substring(0, end) + ",\"broken\":" + value + "}"),
                        NO_VALUES.stream().map(value -> "{\"broken\":" + value + "," + json.substring(1)),
                        BEFORE.stream().map(garbage -> garbage + json),
                        AFTER.stream().map(garbage -> json + garbage),
                        Stream.of(
                                json.substring(0, random.nextInt(end + 1)),
                                json.substring(1),
                                json + json,
                                json.substring(0, end) + ",}",
                                "{," + json.substring(1)))
                .flatMap(texts -> texts)
                .forEach(text -> all.add(text.getBytes(UTF_8)));
        Stream.of(UTF_16, UTF_16BE, UTF_16LE, Charset.forName("UTF-32"), Charset.forName("UTF-32LE"))
                .forEach(charset -> all.add(json.getBytes(charset)));
        for (String bytes : NO_UTF_8) {
            all.add(joined("{\"broken\":\"", bytes, "\"," + json.substring(1)));
            all.add(joined(json.substring(0, end) + ",\"", bytes, "\":1}"));
            all.add(joined(json, bytes, ""));
        }
        all.add(withForbiddenByte(json, random));
        all.add(cutOff(json.getBytes(UTF_8), random));
        return all;
    }

    private static byte[] joined(String before, String bytes, String after) {
        ByteArrayOutputStream joined = new ByteArrayOutputStream();
        joined.writeBytes(before.getBytes(UTF_8));
        joined.writeBytes(bytes.getBytes(ISO_8859_1));
        joined.writeBytes(after.getBytes(UTF_8));
        return joined.toByteArray();
    }

    /** One byte replaced by one that UTF-8 never uses. */
    private static byte[] withForbiddenByte(String json, Random random) {
        byte[] bytes = json.getBytes(UTF_8);
        int[] forbidden = {0xc0, 0xc1, 0xf5, 0xfe, 0xff};
        bytes[random.nextInt(bytes.length)] = (byte) forbidden[random.nextInt(forbidden.length)];
        return bytes;
    }

    private static byte[] cutOff(byte[] bytes, Random random) {
        int closingBrace = bytes.length;
        while (bytes[closingBrace - 1] != '}') {
            closingBrace--;
        }
        return Arrays.copyOf(bytes, random.nextInt(closingBrace));
    }
}
