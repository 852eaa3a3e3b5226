package dev.orderpipeline.testing.hostile;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Replaces a part, or removes it.
 *
 * @param errorCode of the dead letter; empty if the message is still valid
 */
record Change(String what, Optional<String> errorCode, Runnable change) {

    private static final List<String> OTHER_TYPES =
            List.of("courier", "Order", "order ", "orders", "ORDER_REPORT", "user", "user_product_counter", "", " ");

    /** Texts in quotes with forbidden characters. */
    private static final List<String> FORBIDDEN = List.of(
            "\"\\u0000\"",
            "\"before\\u0000after\"",
            "\"\\ud83d\"",
            "\"\\uDE00\"",
            "\"\\ude00\\ud83d\"",
            "\"\\ud83d\\ud83d\\ude00\"",
            "\"\\ud83d \\ude00\"",
            "\"\\ud83d\\\\ude00\"");

    /** Changes that leave a valid message. */
    static List<Change> harmless(Place place, Random random) {
        List<Change> changes = new ArrayList<>();
        Part part = place.part();
        for (Supplier<Value> value : Values.valid(part, random)) {
            changes.add(new Change(
                    place.path() + " is in an unusual notation", Optional.empty(), () -> part.set(value.get())));
        }
        if (!place.isRequired()) {
            changes.add(new Change(place.path() + " is left out", Optional.empty(), part::drop));
        }
        if (part.kind() == PartKind.OPTIONAL_TIMESTAMP) {
            changes.add(new Change(place.path() + " is null", Optional.empty(), () -> part.set("null")));
        }
        return changes;
    }

    /** Changes that make the message invalid. */
    static List<Change> harmful(Place place) {
        List<Change> changes = new ArrayList<>();
        Part part = place.part();
        Values.invalid(part.kind()).forEach(json -> changes.add(replaced(place, json, "CONTRACT_VIOLATION")));
        if (part.kind() != PartKind.UNREAD) {
            String json = part.write(Style.plain());
            changes.add(replaced(place, "[" + json + "]", "CONTRACT_VIOLATION"));
            changes.add(replaced(place, "{\"value\":" + json + "}", "CONTRACT_VIOLATION"));
        }
        if (place.isRequired()) {
            changes.add(new Change(place.path() + " is missing", Optional.of("CONTRACT_VIOLATION"), part::drop));
        }
        FORBIDDEN.forEach(json -> changes.add(replaced(place, json, "CONTRACT_VIOLATION")));
        switch (part.kind()) {
            case TYPE ->
                Stream.concat(OTHER_TYPES.stream(), Junk.texts().stream())
                        .forEach(
                                text -> changes.add(replaced(place, JsonText.quoted(text), "UNSUPPORTED_OBJECT_TYPE")));
            case REFERENCE ->
                Junk.texts()
                        .forEach(text -> changes.add(replaced(place, JsonText.quoted(text), "REFERENCE_NOT_FOUND")));
            default -> {}
        }
        return changes;
    }

    private static Change replaced(Place place, String json, String errorCode) {
        String shown = json.length() < 60 ? json : json.substring(0, 60) + "…";
        return new Change(place.path() + " is " + shown, Optional.of(errorCode), () -> place.part()
                .set(json));
    }
}
