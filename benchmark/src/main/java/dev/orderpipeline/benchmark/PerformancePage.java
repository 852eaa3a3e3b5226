package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.io.function.Uncheck;

/**
 * The page with the figures. It is written by hand, except between the markers of each part: there it has the figures of
 * the part's last measurement.
 */
final class PerformancePage {

    private final Path file;

    PerformancePage(Path file) {
        this.file = file;
    }

    /**
     * Requires that the page has markers for the parts.
     *
     * @throws CommandFailedException if a marker is missing
     */
    void requirePlaceFor(Collection<BenchmarkPart> parts) {
        String page = read();
        parts.forEach(part -> place(part, page));
    }

    /** Writes the chart next to the page, as {@code performance.svg}. */
    void write(BarChart chart) {
        Uncheck.run(() -> Files.writeString(file.resolveSibling("performance.svg"), chart.svg()));
    }

    /** Replaces the figures between the markers of a part. */
    void replace(BenchmarkPart part, List<String> lines) {
        String figures = "\n\n" + String.join("\n", lines) + "\n\n";
        String changed = place(part, read()).replaceFirst(Matcher.quoteReplacement(figures));
        Uncheck.run(() -> Files.writeString(file, changed));
    }

    private String read() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CommandFailedException("%s is not a readable file".formatted(file), e);
        }
    }

    /** Matches the text between the markers of a part. */
    private static Matcher place(BenchmarkPart part, String page) {
        String begin = "<!-- figures of %s -->".formatted(part);
        String end = "<!-- end of %s -->".formatted(part);
        Matcher place =
                Pattern.compile("(?s)(?<=%s).*?(?=%s)".formatted(begin, end)).matcher(page);
        if (!place.find()) {
            throw new CommandFailedException("The page must contain the lines %s and %s".formatted(begin, end));
        }
        return place;
    }
}
