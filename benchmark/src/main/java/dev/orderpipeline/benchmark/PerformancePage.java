package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
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
        parts.forEach(part -> Place.of(part, page));
    }

    /** Writes the chart next to the page, as {@code performance.svg}. */
    void write(BarChart chart) {
        Uncheck.run(() -> Files.writeString(file.resolveSibling("performance.svg"), chart.svg()));
    }

    /** Replaces the figures between the markers of a part. */
    void replace(BenchmarkPart part, List<String> lines) {
        String page = read();
        Place place = Place.of(part, page);
        String figures = "\n\n" + String.join("\n", lines) + "\n\n";
        String changed = page.substring(0, place.start()) + figures + page.substring(place.end());
        Uncheck.run(() -> Files.writeString(file, changed));
    }

    private String read() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CommandFailedException("%s is not a readable file".formatted(file), e);
        }
    }

    /** The text between the markers of a part. */
    private record Place(int start, int end) {

        private static Place of(BenchmarkPart part, String page) {
            String begin = "<!-- figures of %s -->".formatted(part);
            String end = "<!-- end of %s -->".formatted(part);
            int beginAt = page.indexOf(begin);
            int endAt = page.indexOf(end);
            if (beginAt < 0 || endAt < beginAt) {
                throw new CommandFailedException("The page must contain the lines %s and %s".formatted(begin, end));
            }
            return new Place(beginAt + begin.length(), endAt);
        }
    }
}
