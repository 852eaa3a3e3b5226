package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.CommandFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;

/**
 * The page with the figures. It is written by hand but for its parts between two marks, each of which holds the figures of
 * the last run that measured it.
 */
final class PerformancePage {

    private final Path file;

    PerformancePage(Path file) {
        this.file = file;
    }

    /**
     * Makes sure that there is a place for each of the parts.
     *
     * @throws CommandFailedException if there is none
     */
    void requirePlaceFor(Collection<Part> parts) {
        String page = read();
        parts.forEach(part -> Place.of(part, page));
    }

    /** Puts the chart beside the page, as {@code performance.svg}. */
    void write(BarChart chart) {
        chart.write(file.resolveSibling("performance.svg"));
    }

    /** Puts the lines in the place of what stands between the marks of a part. */
    void replace(Part part, List<String> lines) {
        String page = read();
        Place place = Place.of(part, page);
        String figures = "\n\n" + String.join("\n", lines) + "\n\n";
        try {
            Files.writeString(file, page.substring(0, place.start()) + figures + page.substring(place.end()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String read() {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CommandFailedException("%s is no file that can be read".formatted(file), e);
        }
    }

    /** What is between the marks of a part. */
    private record Place(int start, int end) {

        private static Place of(Part part, String page) {
            String begin = "<!-- figures of %s -->".formatted(part);
            String end = "<!-- end of %s -->".formatted(part);
            int beginAt = page.indexOf(begin);
            int endAt = page.indexOf(end);
            if (beginAt < 0 || endAt < beginAt) {
                throw new CommandFailedException("The page lacks the lines %s and %s".formatted(begin, end));
            }
            return new Place(beginAt + begin.length(), endAt);
        }
    }
}
