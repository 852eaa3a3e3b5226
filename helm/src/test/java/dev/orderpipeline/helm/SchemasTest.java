package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/** Helm validates the values of each chart by the chart's own schema, global ones included. */
class SchemasTest {

    private final Map<String, Object> service = load("order-pipeline-common/service.schema.json");
    private final Map<String, Object> pipeline = load("order-pipeline/values.schema.json");

    SchemasTest() throws IOException {}

    @Test
    void globalSettingsAreInTheValues() {
        Map<String, Object> global = map(Chart.PIPELINE.values(), "global");

        assertThat(global.keySet())
                .isEqualTo(map(map(map(service, "properties"), "global"), "properties")
                        .keySet());
    }

    /** Beside them, {@code secrets} has the setting {@code asFiles}. */
    @Test
    void everyPasswordCanBeInAnExistingSecret() {
        Set<String> passwords = new HashSet<>(passwordsIn("secrets"));
        passwords.remove("asFiles");

        assertThat(passwordsIn("existingSecrets")).isEqualTo(passwords);
    }

    private Set<String> passwordsIn(String block) {
        return map(map(map(service, "$defs"), block), "properties").keySet();
    }

    @Test
    void pipelineSettingsAreInTheValues() {
        assertThat(map(pipeline, "properties").keySet())
                .isEqualTo(Chart.PIPELINE.values().keySet())
                .containsAll(Chart.SERVICES.stream().map(Chart::name).toList());
    }

    @Test
    void serviceSettingsAreInTheValues() {
        for (Chart chart : Chart.SERVICES) {
            Map<String, Object> values = chart.values();
            Map<String, Object> properties = map(service, "properties");
            properties.keySet().stream()
                    .filter(name -> !name.matches("global|enabled|order-pipeline-common"))
                    .forEach(
                            name -> assertThat(values).as("%s: %s", chart, name).containsKey(name));
            for (String block : new String[] {
                "service",
                "serviceAccount",
                "podDisruptionBudget",
                "autoscaling",
                "serviceMonitor",
                "prometheusRule",
                "redrive"
            }) {
                assertThat(map(values, block).keySet())
                        .as("%s: %s", chart, block)
                        .isEqualTo(map(map(properties, block), "properties").keySet());
            }
        }
    }

    private static Map<String, Object> load(String file) throws IOException {
        return new Yaml().load(Files.readString(Path.of(Chart.CHARTS.toString(), file)));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> map, String key) {
        return (Map<String, Object>) map.get(key);
    }
}
