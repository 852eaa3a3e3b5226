package dev.orderpipeline.common.deadletter.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.common.deadletter.StoredDeadLetter;
import dev.orderpipeline.common.kafka.SourceRecords;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A table of dead letters: how many there are of each code, then the newest ones, one a line. */
final class DeadLetterTable {

    private static final String GAP = "  ";

    private record Row(Instant time, int partition, long offset, List<String> cells) {

        private static final Comparator<Row> NEWEST_FIRST = Comparator.comparing(Row::time)
                .thenComparingInt(Row::partition)
                .thenComparingLong(Row::offset)
                .reversed();
    }

    private final int limit;
    private final Map<String, Long> counts = new TreeMap<>();
    private final TreeSet<Row> newest = new TreeSet<>(Row.NEWEST_FIRST);

    /** @param limit how many letters are shown at most; all of them are counted */
    DeadLetterTable(int limit) {
        this.limit = limit;
    }

    void add(StoredDeadLetter letter) {
        counts.merge(onOneLine(letter.code()), 1L, Long::sum);
        newest.add(new Row(
                letter.time(), letter.stored().partition(), letter.stored().offset(), cells(letter)));
        if (newest.size() > limit) {
            newest.pollLast();
        }
    }

    long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Columns are aligned and at least two spaces apart; the reason, which contains spaces, is last. */
    List<String> lines() {
        List<List<String>> codes = new ArrayList<>();
        codes.add(List.of("CODE", "COUNT"));
        counts.forEach((code, count) -> codes.add(List.of(code, Long.toString(count))));

        List<List<String>> letters = new ArrayList<>();
        letters.add(List.of("TIME", "ORIGINAL", "KEY", "CODE", "ATTEMPTS", "REASON"));
        newest.forEach(row -> letters.add(row.cells()));

        List<String> lines = new ArrayList<>(aligned(codes));
        lines.add("");
        lines.addAll(aligned(letters));
        if (newest.size() < total()) {
            lines.add("and %d older".formatted(total() - newest.size()));
        }
        return lines;
    }

    private static List<String> cells(StoredDeadLetter letter) {
        byte[] key = letter.stored().key();
        return List.of(
                letter.time().toString(),
                onOneLine(SourceRecords.place(letter.original())),
                key == null ? "-" : onOneLine(new String(key, UTF_8)),
                onOneLine(letter.code()),
                Integer.toString(letter.attempts()),
                onOneLine(letter.reason()) + obstacle(letter));
    }

    private static String obstacle(StoredDeadLetter letter) {
        if (letter.canBeRedriven()) {
            return "";
        }
        return letter.hasValue()
                ? " (headers too large for this heap: can't be redriven)"
                : " (no value: can't be redriven)";
    }

    /** Control characters of a record must not reach the terminal. */
    private static String onOneLine(String text) {
        return text.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "?");
    }

    private static List<String> aligned(List<List<String>> rows) {
        List<String> lines = new ArrayList<>();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                String cell = row.get(column);
                line.append(cell)
                        .append(" ".repeat(width(rows, column) - cell.length()))
                        .append(GAP);
            }
            lines.add(line.toString().stripTrailing());
        }
        return lines;
    }

    private static int width(List<List<String>> rows, int column) {
        return rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }
}
