package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.Yaml;

/** Alerts and dashboards in the charts are the files of {@code observability}. */
class ObservabilityTest {

    private static final Path FOLDER = Chart.CHARTS.resolveSibling("observability");

    static List<Chart> charts() {
        return Chart.INSTALLABLE;
    }

    @ParameterizedTest
    @MethodSource("charts")
    void alertsAreThoseOfTheFile(Chart chart) throws IOException {
        Map<String, Object> rule = rule(chart.render("prometheusRule.enabled=true"));

        KubernetesObjects.check(rule);
        assertThat(rule).containsEntry("spec", new Yaml().load(Files.readString(alerts())));
    }

    @Test
    void runbooksHaveAnAddress() throws IOException {
        assertThat(Fields.values(
                        rule(Chart.PIPELINE.render(
                                "prometheusRule.enabled=true", "prometheusRule.runbooks=https://example.com/")),
                        "runbook_url"))
                .hasSameSizeAs(Fields.values(new Yaml().load(Files.readString(alerts())), "alert")
                        .toList())
                .allMatch(address -> address.toString().startsWith("https://example.com/docs/operations.md#"));
    }

    @Test
    void alertsAndDashboardsHaveNamespaceAndLabels() {
        List<Map<String, Object>> objects = KubernetesObjects.read(Chart.PIPELINE.render(
                "prometheusRule.enabled=true",
                "prometheusRule.namespace=monitoring",
                "prometheusRule.labels.release=prometheus",
                "dashboards.enabled=true",
                "dashboards.namespace=grafana",
                "dashboards.annotations.grafana_folder=Orders"));

        assertThat(ChartTest.only(objects, "PrometheusRule").get("metadata"))
                .asString()
                .contains("namespace=monitoring", "release=prometheus", "app.kubernetes.io/part-of=order-pipeline");
        assertThat(dashboards(objects).get("metadata"))
                .asString()
                .contains("namespace=grafana", "grafana_dashboard=1", "grafana_folder=Orders");
    }

    @Test
    void dashboardsAreThoseOfTheFolder() throws IOException {
        Map<String, Object> configMap =
                dashboards(KubernetesObjects.read(Chart.PIPELINE.render("dashboards.enabled=true")));
        Map<String, String> files = new HashMap<>();
        try (Stream<Path> folder = Files.list(FOLDER.resolve("grafana/dashboards"))) {
            for (Path file : folder.toList()) {
                files.put(file.getFileName().toString(), Files.readString(file));
            }
        }

        KubernetesObjects.check(configMap);
        assertThat(configMap).containsEntry("data", files);
    }

    private static Path alerts() {
        return FOLDER.resolve("prometheus/alerts.yml");
    }

    private static Map<String, Object> rule(String rendered) {
        return ChartTest.only(KubernetesObjects.read(rendered), "PrometheusRule");
    }

    private static Map<String, Object> dashboards(List<Map<String, Object>> objects) {
        return objects.stream()
                .filter(object -> object.get("metadata").toString().contains("-dashboards"))
                .findFirst()
                .orElseThrow();
    }
}
