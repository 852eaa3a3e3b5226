package dev.orderpipeline.common.contract;

import dev.orderpipeline.testing.contract.Contracts;
import dev.orderpipeline.testing.contract.Field;
import dev.orderpipeline.testing.contract.Fields;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the schemas accept and the services reject: JSON Schema cannot express the rule. */
enum KnownDifference {
    DATE(
            "The date exists in the calendar",
            Set.of("timestamp", "timestamp or null"),
            "\"2023-02-30 12:00:00\"",
            "\"2023-02-29 12:00:00\"",
            "\"1900-02-29 12:00:00\"",
            "\"2023-04-31 12:00:00\""),
    YEAR(
            "The year is one of 1 to 9999, also after conversion to UTC",
            Set.of("timestamp", "timestamp or null"),
            "\"0000-01-01 00:00:00\"",
            "\"9999-12-31T23:59:59-01:00\"",
            "\"0001-01-01T00:00:00+01:00\""),
    AMOUNT(
            "The amount has at most 14 digits before the point after it is rounded",
            Set.of("money"),
            "99999999999999.999995",
            "-99999999999999.9999951"),
    INTEGER(
            "An integer is written without a fraction and without an exponent",
            Set.of("integer", "quantity"),
            "1.0",
            "-0.0",
            "1e3",
            "1E0");

    private final String rule;
    private final Set<String> types;
    private final List<String> values;

    KnownDifference(String rule, Set<String> types, String... values) {
        this.rule = rule;
        this.types = types;
        this.values = List.of(values);
    }

    /** The values, as JSON, about which a schema and the code differ in the corpus of hostile messages. */
    static Set<String> valuesFor(String schema) {
        Set<String> types =
                Fields.of(Contracts.current(), schema).stream().map(Field::type).collect(Collectors.toSet());
        return Stream.of(values())
                .filter(difference -> difference.types.stream().anyMatch(types::contains))
                .flatMap(difference -> difference.values.stream())
                .collect(Collectors.toSet());
    }

    String rule() {
        return rule;
    }

    /** JSON of an invalid value. */
    String example() {
        return values.get(0);
    }
}
