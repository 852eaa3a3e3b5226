package dev.orderpipeline.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Settings of a chart under {@code helm/examples}, and the rendered objects. */
record Example(Chart chart, Path values) {

    private static final String SUFFIX = ".values.yaml";

    static List<Example> all() {
        return Chart.INSTALLABLE.stream().flatMap(Example::of).toList();
    }

    private static Stream<Example> of(Chart chart) {
        try (Stream<Path> files = Files.list(Chart.CHARTS.resolve("examples").resolve(chart.name()))) {
            return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList().stream()
                    .map(file -> new Example(chart, file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path rendered() {
        return values.resolveSibling(values.getFileName().toString().replace(SUFFIX, ".rendered.yaml"));
    }

    String render() {
        return chart.render(values);
    }

    @Override
    public String toString() {
        return chart + ": " + values.getFileName();
    }
}
