package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.config.PipelineSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Charts and documents have the variables that the services read. */
class VariablesTest {

    static List<Chart> services() {
        return Chart.SERVICES;
    }

    @ParameterizedTest
    @MethodSource("services")
    void chartHasAllVariables(Chart chart) {
        Map<String, Object> values = chart.values();
        Set<String> offered = new TreeSet<>(keys(values, "config"));
        offered.addAll(keys(values, "secrets"));
        // The chart's containerPort.
        offered.add("SERVER_PORT");

        assertThat(offered).isEqualTo(ServiceVariables.of(chart));
    }

    @ParameterizedTest
    @MethodSource("services")
    void passwordsAreSecrets(Chart chart) {
        Map<String, Object> values = chart.values();

        assertThat(keys(values, "config")).noneMatch(VariablesTest::isSecret);
        assertThat(keys(values, "secrets")).allMatch(VariablesTest::isSecret);
    }

    private static boolean isSecret(String variable) {
        return PipelineSettings.secretFileVariables().contains(variable + "_FILE");
    }

    @Test
    void documentsExplainAllVariables() throws IOException {
        assertThat(explainedIn("docs/configuration.md")).containsAll(ServiceVariables.ALL);
    }

    @Test
    void readmeNamesExistingVariables() throws IOException {
        assertThat(explainedIn("README.md")).hasSize(10).isSubsetOf(ServiceVariables.ALL);
    }

    /** The variables in the first cells of a document's tables. */
    private static Set<String> explainedIn(String document) throws IOException {
        Pattern name = Pattern.compile("`([A-Z][A-Z_]+)`");
        return Files.readString(Chart.CHARTS.resolveSibling(document))
                .lines()
                .filter(line -> line.startsWith("| `"))
                .map(line -> line.split("\\|")[1])
                .flatMap(cell -> name.matcher(cell).results().map(match -> match.group(1)))
                .collect(Collectors.toSet());
    }

    /** Without {@code secrets.asFiles}, a setting of the chart. */
    private static Set<String> keys(Map<String, Object> values, String block) {
        return ((Map<?, ?>) values.get(block))
                .keySet().stream()
                        .map(Object::toString)
                        .filter(key -> !key.equals("asFiles"))
                        .collect(Collectors.toCollection(TreeSet::new));
    }
}
