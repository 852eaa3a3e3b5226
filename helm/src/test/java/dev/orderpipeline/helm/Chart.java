package dev.orderpipeline.helm;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.yaml.snakeyaml.Yaml;

/** A chart of this module, rendered by Helm itself. */
record Chart(String name) {

    /** Maven runs tests in the module's folder. */
    static final Path CHARTS = Path.of("").toAbsolutePath();

    static final Chart PIPELINE = new Chart("order-pipeline");

    /** The charts of the umbrella, in flow order. */
    static final List<Chart> SERVICES = PIPELINE.dependencies();

    /** The charts that a user installs. */
    static final List<Chart> INSTALLABLE =
            Stream.concat(SERVICES.stream(), Stream.of(PIPELINE)).toList();

    private static final String RELEASE = "orders";

    Path folder() {
        return CHARTS.resolve(name);
    }

    /** The content of {@code Chart.yaml}. */
    Map<String, Object> metadata() {
        return load(folder().resolve("Chart.yaml"));
    }

    Map<String, Object> values() {
        return load(folder().resolve("values.yaml"));
    }

    /** What is fixed in the service's {@code application.yml}, under {@code pipeline}. */
    @SuppressWarnings("unchecked")
    Map<String, Object> pipelineProperties() {
        Path file = CHARTS.resolveSibling(name).resolve("src/main/resources/application.yml");
        return (Map<String, Object>) load(file).get("pipeline");
    }

    private List<Chart> dependencies() {
        return ((List<?>) metadata().get("dependencies"))
                .stream()
                        .map(dependency ->
                                new Chart(((Map<?, ?>) dependency).get("name").toString()))
                        .toList();
    }

    /** Every object except hooks, as YAML documents. */
    String render(Path values) {
        return render(RELEASE, values);
    }

    /** The same for a release with this name. */
    String render(String release, Path values) {
        return new Helm(folder())
                .template()
                .withName(release)
                .withNamespace("default")
                .withKubeVersion("1.31.0")
                .withValuesFile(values)
                .call();
    }

    /**
     * Every object, hooks included: a copy of the chart is rendered without the hook annotations.
     *
     * @param scratch an empty folder for the copy
     */
    String renderWithHooks(Path values, Path scratch) throws IOException {
        try (Stream<Path> parts = Files.walk(folder(), FileVisitOption.FOLLOW_LINKS)) {
            for (Path part : parts.toList()) {
                Path copy = scratch.resolve(CHARTS.relativize(part));
                if (Files.isDirectory(part)) {
                    Files.createDirectories(copy);
                } else {
                    Files.writeString(copy, Files.readString(part).replace("helm.sh/hook", "example.com/hook"));
                }
            }
        }
        return new Chart(scratch.resolve(name).toString()).render(values);
    }

    /**
     * The same, with single settings, as {@code --set} takes them.
     *
     * @throws IllegalStateException with Helm's own message, if it rejects them
     */
    String render(String... settings) {
        var template = new Helm(folder()).template().withName(RELEASE).withKubeVersion("1.31.0");
        Arrays.stream(settings).map(setting -> setting.split("=", 2)).forEach(pair -> template.set(pair[0], pair[1]));
        return template.call();
    }

    /**
     * Helm's own check of the chart with these settings in it, warnings being errors.
     *
     * @param scratch an empty folder, for a copy of the chart
     */
    LintResult lint(Path values, Path scratch) throws IOException {
        Path withValues = Files.createDirectory(scratch.resolve(name));
        try (Stream<Path> parts = Files.list(folder())) {
            for (Path part : parts.toList()) {
                Files.createSymbolicLink(withValues.resolve(part.getFileName()), part.toRealPath());
            }
        }
        Map<String, Object> settings = values();
        merge(load(values), settings);
        Files.delete(withValues.resolve("values.yaml"));
        Files.writeString(withValues.resolve("values.yaml"), new Yaml().dump(settings));
        return new Helm(withValues).lint().strict().call();
    }

    private static Map<String, Object> load(Path file) {
        try {
            return new Yaml().load(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static void merge(Map<String, Object> from, Map<String, Object> into) {
        from.forEach((key, value) -> {
            if (value instanceof Map<?, ?> && into.get(key) instanceof Map<?, ?>) {
                merge((Map<String, Object>) value, (Map<String, Object>) into.get(key));
            } else {
                into.put(key, value);
            }
        });
    }

    @Override
    public String toString() {
        return name;
    }
}
