package dev.orderpipeline.testing.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Valid and invalid values of each kind, in every notation. */
final class Values {

    private static final List<String> BLANK = List.of(
            "", " ", "\t\r\n", "\u2003\u3000", "\u00A0", "\u0085\u1680\u2007\u202F", "\uFEFF\u200B\u2060\u200D");

    private static final List<String> IMPOSSIBLE_MONEY = List.of(
            "1e14",
            "-1e14",
            "100000000000000",
            "99999999999999.999995",
            "-99999999999999.9999951",
            "1e1000000000",
            "-1e1000000000",
            "1e2147483648",
            "1e99999999999999999999",
            "0.00000000000000000001e99999999999",
            "9".repeat(5_000));

    private static final List<String> NO_INTEGERS = List.of(
            "1.0",
            "-0.0",
            "1e3",
            "1E0",
            "0.5",
            "9223372036854775808",
            "-9223372036854775809",
            "18446744073709551617",
            "1e1000000000",
            "1".repeat(5_000));

    private static final List<String> NO_TIMESTAMPS = List.of(
            "2023-02-30 12:00:00",
            "2023-02-29 12:00:00",
            "1900-02-29 12:00:00",
            "2023-04-31 12:00:00",
            "2023-13-01 12:00:00",
            "2023-00-10 12:00:00",
            "2023-01-00 12:00:00",
            "2023-04-08 24:00:00",
            "2023-04-08 25:00:00",
            "2023-04-08 12:60:00",
            "2023-04-08 23:59:60",
            "2016-12-31 23:59:60",
            "2016-12-31T23:59:60Z",
            "2023-04-08T24:00:00",
            "0000-01-01 00:00:00",
            "10000-01-01 00:00:00",
            "-2023-04-08 20:27:36",
            "+2023-04-08 20:27:36",
            "2023-04-08",
            "20:27:36",
            "2023-04-08 20",
            "2023-4-8 20:27:36",
            "2023-04-08 20:27:36.",
            "2023-04-08 20:27:36.1234567890",
            "2023-04-08 20:27:36.-1",
            "2023-04-08 20:27:36 UTC",
            "2023-04-08T20:27:36+19:00",
            "2023-04-08T20:27:36+",
            "2023-04-08T20:27:36+1",
            "2023-04-08T20:27:36Z[Europe/Berlin]",
            "2023-04-08 20:27:36 ",
            " 2023-04-08 20:27:36",
            "2023-04-08  20:27:36",
            "2023-04-08_20:27:36",
            "08.04.2023 20:27:36",
            "９９９９-04-08 20:27:36",
            "٢٠٢٣-٠٤-٠٨ ٢٠:٢٧:٣٦",
            "9999-12-31T23:59:59-01:00",
            "0001-01-01T00:00:00+01:00",
            "now",
            "infinity",
            "-infinity",
            "epoch",
            "1680985656",
            "'2023-04-08 20:27:36'::timestamp",
            "2".repeat(10_000),
            "",
            " ");

    private static final List<String> NO_UUIDS = List.of(
            "",
            " ",
            "1-1-1-1-1",
            "00000000000000000000000000000000",
            "{7b345b0f-82ae-835a-f083-550bf7caaa95}",
            "urn:uuid:7b345b0f-82ae-835a-f083-550bf7caaa95",
            "7B345B0F-82AE-835A-F083-550BF7CAAA95",
            "7b345b0f-82ae-835a-f083-550bf7caaa95 ",
            "7b345b0f-82ae-835a-f083-550bf7caaa9",
            "7b345b0f-82ae-835a-f083-550bf7caaa955",
            "gb345b0f-82ae-835a-f083-550bf7caaa95",
            "7b345b0f82ae-835a-f083-550bf7caaa95-",
            "x".repeat(10_000));

    private static final List<String> OF_ALL_TYPES =
            List.of("null", "true", "\"text\"", "\"\"", "42", "0.5", "[]", "[null]", "{}", "{\"other\":\"text\"}");

    private Values() {}

    /**
     * Values that a service must accept.
     *
     * @param part with its present value, for kinds that allow no other
     */
    static List<Supplier<Value>> valid(Part part, Random random) {
        return switch (part.kind()) {
            case COUNT -> plain(List.of("1", "7", "2147483648", "1000000000000000"));
            case MONEY -> Amounts.some(random);
            case TIMESTAMP, OPTIONAL_TIMESTAMP -> Moments.some(random);
            case TEXT -> texts(joined(BLANK, Junk.texts()), random);
            case NON_BLANK -> texts(Junk.texts(), random);
            // With its present value, which no other message has, the text stays unique.
            case KEY ->
                texts(Junk.texts().stream().map(text -> text + part.meaning()).toList(), random);
            case REFERENCE ->
                BLANK.stream()
                        .<Supplier<Value>>map(blank -> () ->
                                new Value(JsonText.oddlyQuoted(blank + part.meaning() + blank, random), part.meaning()))
                        .toList();
            case UNREAD -> plain(Junk.values());
            case TYPE, UUID -> texts(List.of(part.meaning()), random);
            case OBJECT, MAP, ARRAY, ID -> List.of();
        };
    }

    private static List<Supplier<Value>> plain(List<String> json) {
        return json.stream()
                .<Supplier<Value>>map(text -> () -> new Value(text, text))
                .toList();
    }

    private static List<Supplier<Value>> texts(List<String> texts, Random random) {
        return texts.stream()
                .<Supplier<Value>>map(text -> () -> oddly(text, random))
                .toList();
    }

    private static List<String> joined(List<String> first, List<String> second) {
        return Stream.concat(first.stream(), second.stream()).toList();
    }

    /** JSON that violates the contract as a part of this kind. */
    static List<String> invalid(PartKind kind) {
        List<String> invalid = new ArrayList<>(ofWrongType(kind));
        switch (kind) {
            case ID -> invalid.addAll(NO_INTEGERS);
            case COUNT -> {
                invalid.addAll(NO_INTEGERS);
                invalid.addAll(List.of("0", "-0", "-1", "-9223372036854775808"));
            }
            case MONEY -> invalid.addAll(IMPOSSIBLE_MONEY);
            case TIMESTAMP, OPTIONAL_TIMESTAMP -> invalid.addAll(quoted(NO_TIMESTAMPS));
            case NON_BLANK, KEY, REFERENCE -> invalid.addAll(quoted(BLANK));
            case UUID -> invalid.addAll(quoted(NO_UUIDS));
            default -> {}
        }
        return invalid;
    }

    private static List<String> ofWrongType(PartKind kind) {
        return kind == PartKind.UNREAD
                ? List.of()
                : OF_ALL_TYPES.stream().filter(json -> !mayStandIn(kind, json)).toList();
    }

    private static boolean mayStandIn(PartKind kind, String json) {
        return switch (json.charAt(0)) {
            case 'n' -> !kind.isRequired();
            case '"' -> kind.isText();
            case '4' -> kind == PartKind.ID || kind == PartKind.COUNT || kind == PartKind.MONEY;
            case '0' -> kind == PartKind.MONEY;
            case '[' -> kind == PartKind.ARRAY && json.equals("[]");
            case '{' -> kind == PartKind.MAP && json.equals("{}");
            default -> false;
        };
    }

    private static List<String> quoted(List<String> texts) {
        return texts.stream().map(JsonText::quoted).toList();
    }

    private static Value oddly(String text, Random random) {
        return new Value(random.nextBoolean() ? JsonText.quoted(text) : JsonText.oddlyQuoted(text, random), text);
    }
}
