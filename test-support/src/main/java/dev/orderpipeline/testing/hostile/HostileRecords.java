package dev.orderpipeline.testing.hostile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** Makes hostile records out of the valid messages of a service. */
public final class HostileRecords {

    private static final long DEFAULT_SEED = 20_230_230;
    private static final int MEGABYTE = 1_000_000;
    private static final List<String> NO_OBJECTS =
            List.of("[]", "null", "42", "1e400", "\"\"", "\"text\"", "true", "[{}]");

    private final LongFunction<Part> messages;
    private final Random random;
    private final List<HostileRecord> records = new ArrayList<>();

    private HostileRecords(LongFunction<Part> messages, Random random) {
        this.messages = messages;
        this.random = random;
    }

    /**
     * The corpus, a message that is too large to be sent on, and records that are drawn from the seed of this build:
     * {@code -Dhostile.seed=…}, or the default.
     *
     * @param messages makes a valid message that has nothing in common with those of other numbers
     * @param wordy selects the texts of a message that are so long that its enriched message is too large
     * @param drawn how many are drawn
     */
    public static List<HostileRecord> of(LongFunction<Part> messages, Function<Part, List<Part>> wordy, int drawn) {
        HostileRecords hostile = new HostileRecords(messages, ofThisBuild());
        hostile.addCorpus();
        hostile.addMegabytes();
        hostile.addTooLargeToSend(wordy);
        hostile.addDrawn(drawn);
        return hostile.records;
    }

    /** The same without large records: only what decides whether a message is valid. */
    public static List<HostileRecord> ofUsualSize(LongFunction<Part> messages, int drawn) {
        HostileRecords hostile = new HostileRecords(messages, ofThisBuild());
        hostile.addCorpus();
        hostile.addDrawn(drawn);
        return hostile.records;
    }

    private static Random ofThisBuild() {
        long seed = Long.getLong("hostile.seed", DEFAULT_SEED);
        System.out.println("hostile.seed=" + seed);
        return new Random(seed);
    }

    /** Adds every invalid and every unusual value in every place, every kind of invalid JSON, unusual keys and headers. */
    private void addCorpus() {
        records.add(HostileRecord.rejected("a tombstone", "CONTRACT_VIOLATION", null));
        records.add(HostileRecord.rejected("nothing", "MALFORMED_JSON", new byte[0]));
        records.add(HostileRecord.rejected("white space", "MALFORMED_JSON", " \r\n\t".getBytes(UTF_8)));
        for (String json : NO_OBJECTS) {
            records.add(HostileRecord.rejected(json, "CONTRACT_VIOLATION", json.getBytes(UTF_8)));
        }
        Damage.all(message().write(Style.plain()), random).forEach(this::addDamaged);
        addEveryChange();
        addKeysAndHeaders();
    }

    /** Adds drawn records: of ten, about four are valid, five violate the contract in one place, one is invalid JSON. */
    private void addDrawn(int count) {
        for (int drawn = 0; drawn < count; drawn++) {
            Part message = message();
            for (int changes = random.nextInt(5); changes > 0; changes--) {
                apply(Change.harmless(anyPlace(message), random));
            }
            int draw = random.nextInt(10);
            if (draw < 4) {
                addValid("odd", message, Style.odd(random));
            } else if (draw < 9) {
                addHarmful(any(Change.harmful(anyPlace(message))), message, Style.odd(random));
            } else {
                addDamaged(Damage.some(message.write(Style.odd(random)), random));
            }
        }
    }

    /** Adds a message with texts so long that its enriched message is too large for the broker, even compressed. */
    private void addTooLargeToSend(Function<Part, List<Part>> wordy) {
        Part message = message();
        for (Part part : wordy.apply(message)) {
            String text = random.ints(2 * MEGABYTE, '#', 'Z')
                    .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                    .toString();
            part.set(JsonText.quoted(text), text);
        }
        addHarmful(
                new Change("too large to send", Optional.of("REJECTED_BY_BROKER"), () -> {}), message, Style.plain());
    }

    private void addEveryChange() {
        List<Place> places = Place.of(message());
        for (int place = 0; place < places.size(); place++) {
            for (int change = Change.harmless(places.get(place), random).size() - 1; change >= 0; change--) {
                Part message = message();
                Change harmless =
                        Change.harmless(Place.of(message).get(place), random).get(change);
                harmless.change().run();
                addValid(harmless.what(), message, Style.plain());
            }
            for (int change = Change.harmful(places.get(place)).size() - 1; change >= 0; change--) {
                Part message = message();
                addHarmful(Change.harmful(Place.of(message).get(place)).get(change), message, Style.plain());
            }
        }
    }

    private void addKeysAndHeaders() {
        byte[] noText = {0, (byte) 0xff, (byte) 0xc0, 10, 13};
        byte[] large = "k".repeat(100_000).getBytes(UTF_8);
        byte[] sql = "'; DROP TABLE x; --".getBytes(UTF_8);
        for (byte[] bytes : new byte[][] {null, new byte[0], noText, large, sql}) {
            List<Header> headers = Stream.of(
                            "", "x", "x", "имя '; --", "__TypeId__", "pipeline-source-timestamp", "pipeline-error-code")
                    .<Header>map(name -> new RecordHeader(name, bytes))
                    .toList();
            records.add(valid("odd key and headers", message(), Style.plain()).with(bytes, headers));
            records.add(HostileRecord.rejected("odd key and headers", "MALFORMED_JSON", noText)
                    .with(bytes, headers));
        }
    }

    /** What just fits into a record of a megabyte. */
    private void addMegabytes() {
        int most = MEGABYTE - 10_000;
        Part spaced = message();
        String json = spaced.write(Style.plain());
        records.add(HostileRecord.valid("a megabyte of spaces", spaced, (" ".repeat(most) + json).getBytes(UTF_8)));
        for (String member : List.of(
                "\"long\":\"" + "x".repeat(most) + "\"",
                "\"" + "x".repeat(most) + "\":1",
                "\"" + "x".repeat(most / 2) + "\":[" + "{},".repeat(most / 6) + "{}]",
                "\"long\":" + "9".repeat(most),
                "\"long\":1e-" + "9".repeat(most),
                "\"many\":[" + "0,".repeat(most / 2) + "0]",
                "\"colliding\":{" + collidingNames() + "}",
                "\"escaped\":\"" + "\\u0041".repeat(most / 6) + "\"")) {
            Part message = message();
            String plain = message.write(Style.plain());
            records.add(HostileRecord.valid(
                    "a megabyte of unread JSON", message, ("{" + member + "," + plain.substring(1)).getBytes(UTF_8)));
        }
        records.add(HostileRecord.rejected(
                "a megabyte of brackets", "MALFORMED_JSON", "[".repeat(most).getBytes(UTF_8)));
        records.add(HostileRecord.rejected(
                "a megabyte of a string", "MALFORMED_JSON", ("\"" + "x".repeat(most)).getBytes(UTF_8)));
        List<Place> places = Place.of(message());
        for (int place = 0; place < places.size(); place++) {
            addMegabyteIn(place, most);
        }
    }

    /** Names that have one hash value wherever the first of two characters counts 33 times as much as the second. */
    private static String collidingNames() {
        return IntStream.range(4_096, 8_192)
                .mapToObj(number ->
                        Integer.toBinaryString(number).replace("0", "bA").replace("1", "c "))
                .map(name -> "\"" + name + "\":0")
                .collect(Collectors.joining(","));
    }

    private void addMegabyteIn(int place, int characters) {
        Part message = message();
        Part part = Place.of(message).get(place).part();
        switch (part.kind()) {
            case TEXT, NON_BLANK, KEY -> {
                String text = "'".repeat(characters) + part.meaning();
                part.set(JsonText.quoted(text), text);
                addValid("a megabyte of text", message, Style.plain());
            }
            case MONEY -> {
                part.set("0." + "0".repeat(characters) + "125e" + (characters + 2), "12.50000");
                addValid("a megabyte of digits", message, Style.plain());
            }
            case ID, COUNT -> addHarmful(part, "1".repeat(characters), "CONTRACT_VIOLATION", message);
            case TIMESTAMP, OPTIONAL_TIMESTAMP, UUID ->
                addHarmful(part, JsonText.quoted("2".repeat(characters)), "CONTRACT_VIOLATION", message);
            case TYPE -> addHarmful(part, JsonText.quoted("x".repeat(characters)), "UNSUPPORTED_OBJECT_TYPE", message);
            case REFERENCE -> addHarmful(part, JsonText.quoted("x".repeat(characters)), "REFERENCE_NOT_FOUND", message);
            default -> {}
        }
    }

    private void addHarmful(Part part, String json, String errorCode, Part message) {
        addHarmful(new Change("a megabyte", Optional.of(errorCode), () -> part.set(json)), message, Style.plain());
    }

    private void addValid(String what, Part message, Style style) {
        records.add(valid(what, message, style));
    }

    private static HostileRecord valid(String what, Part message, Style style) {
        String json = style.space() + message.write(style) + style.space();
        return HostileRecord.valid(what, message, json.getBytes(UTF_8));
    }

    private void addHarmful(Change change, Part message, Style style) {
        change.change().run();
        HostileRecord record = valid(change.what(), message, style);
        records.add(new HostileRecord(
                record.what(), record.message(), record.key(), record.value(), record.headers(), change.errorCode()));
    }

    private void addDamaged(byte[] value) {
        records.add(HostileRecord.rejected("no JSON", "MALFORMED_JSON", value));
    }

    private Part message() {
        return messages.apply(records.size() + 1L);
    }

    private Place anyPlace(Part message) {
        return any(Place.of(message));
    }

    private void apply(List<Change> changes) {
        if (!changes.isEmpty()) {
            any(changes).change().run();
        }
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
