package dev.orderpipeline.generator.console;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rows of text under a header, aligned in columns: text to the left, numbers to the right. */
public final class TextTable {

    private static final String GAP = "  ";
    private static final int MIN_WIDTH = 8;

    private final List<String> header = new ArrayList<>();
    private final List<Boolean> alignedRight = new ArrayList<>();
    private final List<List<String>> rows = new ArrayList<>();

    /** Adds a column of text. */
    public TextTable text(String name) {
        header.add(name);
        alignedRight.add(false);
        return this;
    }

    /** Adds a column of numbers. */
    public TextTable number(String name) {
        header.add(name);
        alignedRight.add(true);
        return this;
    }

    /** Adds a row with a cell for every column, all of which have to be there already. */
    public TextTable row(Object... cells) {
        if (cells.length != header.size()) {
            throw new IllegalArgumentException(
                    "A row of %d cells in a table of %d columns".formatted(cells.length, header.size()));
        }
        rows.add(Stream.of(cells)
                .map(cell -> cell instanceof Number number ? Format.number(number) : String.valueOf(cell))
                .toList());
        return this;
    }

    /** The header and the rows, a line each, without trailing spaces. */
    public List<String> lines() {
        return lines(Integer.MAX_VALUE);
    }

    /** The same, within a width: the widest text column is shortened, numbers never are. */
    List<String> lines(int width) {
        List<Integer> widths = widths(width);
        return headerAndRows().map(row -> line(row, widths)).toList();
    }

    private Stream<List<String>> headerAndRows() {
        return Stream.concat(Stream.of(header), rows.stream());
    }

    private List<Integer> widths(int available) {
        List<Integer> widths = columns()
                .map(column -> headerAndRows()
                        .mapToInt(row -> width(row.get(column)))
                        .max()
                        .orElseThrow())
                .collect(Collectors.toCollection(ArrayList::new));
        int total = widths.stream().mapToInt(Integer::intValue).sum() + GAP.length() * (header.size() - 1);
        for (; total > available; total--) {
            Optional<Integer> widest = columns()
                    .filter(column -> !alignedRight.get(column) && widths.get(column) > MIN_WIDTH)
                    .max(Comparator.comparing(widths::get));
            widest.ifPresent(column -> widths.set(column, widths.get(column) - 1));
        }
        return widths;
    }

    private Stream<Integer> columns() {
        return IntStream.range(0, header.size()).boxed();
    }

    /** The text, shortened to a width. */
    static String shortened(String text, int width) {
        return width(text) <= width ? text : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
    }

    /** The same as a table of Markdown. */
    public List<String> markdown() {
        List<String> lines = new ArrayList<>();
        lines.add(markdown(header));
        lines.add(markdown(
                alignedRight.stream().map(right -> right ? "---:" : "---").toList()));
        rows.forEach(row -> lines.add(markdown(row)));
        return lines;
    }

    private static String markdown(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |";
    }

    private String line(List<String> cells, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int column = 0; column < cells.size(); column++) {
            String cell = shortened(cells.get(column), widths.get(column));
            String padding = " ".repeat(widths.get(column) - width(cell));
            line.append(column == 0 ? "" : GAP);
            line.append(alignedRight.get(column) ? padding + cell : cell + padding);
        }
        return line.toString().stripTrailing();
    }

    private static int width(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
