package dev.orderpipeline.system;

import static java.util.function.Predicate.not;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of metrics in {@code docs/operations.md}. */
public final class DocumentedMetrics {

    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final Pattern ROW =
            Pattern.compile("(?m)^\\| `([a-z_]+)` \\| (\\w+) \\| [^|]+ \\| ((?:`\\w+`(?:, )?)*) ?\\| .+ \\|$");

    private DocumentedMetrics() {}

    /** By name. */
    public static Map<String, Metric> read() {
        Map<String, Metric> metrics = new TreeMap<>();
        Matcher row = ROW.matcher(page());
        while (row.find()) {
            metrics.put(row.group(1), new Metric(row.group(2), tags(row.group(3))));
        }
        return metrics;
    }

    /**
     * @param type as Prometheus names it
     * @param tags their names, without those that every metric has
     */
    public record Metric(String type, Set<String> tags) {}

    private static Set<String> tags(String cell) {
        return Stream.of(cell.replace("`", "").split(", "))
                .filter(not(String::isBlank))
                .collect(Collectors.toSet());
    }

    private static String page() {
        try {
            return Files.readString(PAGE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
