package dev.orderpipeline.testing.hostile;

import java.util.List;
import java.util.Random;

/** Valid JSON that has nothing to do with any message. */
final class Junk {

    /** None is blank. */
    private static final List<String> TEXTS = List.of(
            "plain",
            "Рис с лимоном",
            "'; DROP TABLE stg.order_events; --",
            "'); DELETE FROM dds.h_user; COMMIT; --",
            "\" OR 1=1 --",
            "$$; SELECT pg_sleep(10); $$",
            "$1 $2 ? ?? :name ${jndi:ldap://x} #{1} %s %n {} {0}",
            "E'\\x41' \\' \\\\ /* */ U&'\\0041'",
            "a|b\\c||d\\|e",
            "{\"a\": [1, null]}",
            "null",
            "NaN",
            "\\u0000 and \\ud83d are only text here",
            " padded ",
            "two\nlines\r\nand\ta tab\band\ffeed",
            "\u0001\u001f\u007f\u0085\u2028\u2029",
            "\uFEFFmark \u200B\u200D\u202E\u2066",
            "\uFFFD\uFFFE\uFFFF",
            "😀👩‍👩‍👧 \uD800\uDC00 \uDBFF\uDFFF",
            "e\u0301 é ﬁ ß İ ı Ǆ",
            "../../etc/passwd",
            "<script>alert(1)</script>&amp;",
            "1e1000000000",
            "00000000-0000-0000-0000-000000000000",
            "x".repeat(20_000),
            "яё😀\"\\\n".repeat(500));

    private static final List<String> VALUES = List.of(
            "null",
            "true",
            "false",
            "0",
            "-0",
            "-0.0e-0",
            "1e1000000000",
            "-1E-99999999999",
            "9".repeat(3_000),
            "0." + "1".repeat(3_000),
            "[]",
            "{}",
            "[[],{},[[{}]]]",
            "{\"\":{\"\":{\"\":[]}}}",
            "{\"a\":1,\"a\":2,\"b\":{\"a\":null}}",
            "[".repeat(100) + "]".repeat(100),
            "{\"a\":".repeat(100) + "1" + "}".repeat(100));

    private Junk() {}

    /** A text that is not blank and holds nothing that the contract forbids. */
    static String text(Random random) {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    static List<String> texts() {
        return TEXTS;
    }

    static String json(Random random) {
        return random.nextInt(3) == 0
                ? JsonText.oddlyQuoted(text(random), random)
                : VALUES.get(random.nextInt(VALUES.size()));
    }

    static List<String> values() {
        return VALUES;
    }
}
