package dev.orderpipeline.torture;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** Describes the differences between expected and actual tables. */
final class Differences {

    private static final int ROWS_SHOWN = 3;

    private Differences() {}

    /**
     * A sentence for every table that differs, with the first rows that do.
     *
     * @param expected rows by table; other tables are left out
     */
    static List<String> between(
            String what,
            Map<String, ? extends Collection<String>> expected,
            Map<String, ? extends Collection<String>> actual) {
        List<String> problems = new ArrayList<>();
        expected.forEach((table, rows) -> {
            Collection<String> found =
                    Optional.<Collection<String>>ofNullable(actual.get(table)).orElse(List.of());
            if (!List.copyOf(rows).equals(List.copyOf(found))) {
                problems.add("%s differs from %s (%d rows instead of %d)%s%s"
                        .formatted(
                                table,
                                what,
                                found.size(),
                                rows.size(),
                                only("missing", rows, found),
                                only("unexpected", found, rows)));
            }
        });
        return problems;
    }

    private static String only(String label, Collection<String> rows, Collection<String> others) {
        TreeSet<String> only = new TreeSet<>(rows);
        only.removeAll(new TreeSet<>(others));
        StringBuilder text = new StringBuilder();
        only.stream().limit(ROWS_SHOWN).forEach(row -> text.append("%n    %s: %s".formatted(label, row)));
        return text.toString();
    }
}
