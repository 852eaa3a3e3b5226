package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A label or annotation set in several places is rendered once, from the most specific one. */
class LabelsTest {

    private static final Chart STG = new Chart("stg-service");

    @TempDir
    Path folder;

    private List<Map<String, Object>> objects;

    @BeforeEach
    void givenOneKeyEverywhere() throws IOException {
        Path values = Files.writeString(folder.resolve("values.yaml"), """
                commonLabels: {key: common, tier: common, app.kubernetes.io/part-of: shop}
                podLabels: {key: pod, app.kubernetes.io/name: other, app.kubernetes.io/instance: other}
                commonAnnotations: {key: common, tier: common}
                annotations: {key: deployment}
                podAnnotations: {key: pod, checksum/config: other}
                service: {labels: {key: service, app.kubernetes.io/name: other}, annotations: {key: service}}
                serviceAccount: {annotations: {key: account}}
                serviceMonitor: {enabled: true, labels: {key: monitor, app.kubernetes.io/instance: other}}
                prometheusRule: {enabled: true, labels: {key: rule}}
                autoscaling: {enabled: true, annotations: {key: scaled}}
                redrive: {enabled: true, annotations: {key: job}}
                networkPolicy: {enabled: true}
                podDisruptionBudget: {enabled: true}
                secrets: {PG_PASSWORD: x}
                javaOptions: -Xmx1g
                extraEnv: [{name: JDK_JAVA_OPTIONS, value: -Xmx2g}]
                """);
        // The parser rejects duplicate keys.
        objects = KubernetesObjects.read(
                STG.renderWithHooks(values, folder.resolve("copy").toAbsolutePath()));
    }

    @Test
    void objectLabelOverridesCommonOne() {
        assertThat(labels("Deployment")).containsEntry("key", "common").containsEntry("tier", "common");
        assertThat(labels("Service")).containsEntry("key", "service").containsEntry("tier", "common");
        assertThat(labels("ServiceMonitor")).containsEntry("key", "monitor").containsEntry("tier", "common");
        assertThat(labels("PrometheusRule")).containsEntry("key", "rule").containsEntry("tier", "common");
        assertThat(annotations("Deployment")).containsEntry("key", "deployment").containsEntry("tier", "common");
        assertThat(annotations("Service")).containsEntry("key", "service").containsEntry("tier", "common");
        assertThat(annotations("ServiceAccount")).containsEntry("key", "account");
        assertThat(annotations("ScaledObject")).containsEntry("key", "scaled");
        assertThat(annotations("Job")).containsEntry("key", "job");
        assertThat(annotations("ConfigMap")).containsEntry("key", "common");
    }

    @Test
    void podLabelOverridesCommonOne() {
        for (String kind : List.of("Deployment", "Job")) {
            assertThat(pod(kind, "labels")).as(kind).containsEntry("key", "pod").containsEntry("tier", "common");
            assertThat(pod(kind, "annotations"))
                    .as(kind)
                    .containsEntry("key", "pod")
                    .containsEntry("tier", "common");
        }
    }

    @Test
    void commonLabelsAreOnEveryObject() {
        assertThat(objects).hasSize(12).allSatisfy(object -> {
            assertThat(metadata(object, "labels")).containsEntry("tier", "common");
            assertThat(metadata(object, "labels")).containsEntry("app.kubernetes.io/part-of", "shop");
            assertThat(metadata(object, "annotations")).containsEntry("tier", "common");
        });
    }

    @Test
    void selectorLabelsAreNotReplaceable() {
        Map<String, Object> deployment = ChartTest.only(objects, "Deployment");
        Map<?, ?> selected =
                (Map<?, ?>) Fields.values(deployment, "matchLabels").findFirst().orElseThrow();

        assertThat(selected)
                .isEqualTo(Map.of("app.kubernetes.io/name", "stg-service", "app.kubernetes.io/instance", "orders"));
        assertThat(pod("Deployment", "labels").entrySet()).containsAll(entries(selected));
        assertThat(labels("Service").entrySet()).containsAll(entries(selected));
        assertThat(labels("ServiceMonitor").entrySet()).containsAll(entries(selected));
        assertThat(pod("Job", "labels")).containsEntry("app.kubernetes.io/name", "stg-service-redrive");
        assertThat(labels("Pod")).containsEntry("app.kubernetes.io/name", "stg-service-test");
    }

    @Test
    void checksumsAreNotReplaceable() {
        assertThat(pod("Deployment", "annotations").get("checksum/config").toString())
                .hasSize(64);
    }

    /** A server-side apply rejects duplicate variables. */
    @Test
    void variablesAreUnique() {
        assertThat(Fields.values(ChartTest.only(objects, "Deployment"), "env"))
                .containsExactly(List.of(Map.of("name", "JDK_JAVA_OPTIONS", "value", "-Xmx2g")));
    }

    @Test
    void serviceLabelOverridesGlobalOne() {
        List<Map<String, Object>> deployments = KubernetesObjects.read(Chart.PIPELINE.render(
                        "global.commonLabels.key=all",
                        "global.commonAnnotations.key=all",
                        "global.commonLabels.app\\.kubernetes\\.io/name=all",
                        "dds-service.commonLabels.key=own",
                        "dds-service.commonAnnotations.key=own"))
                .stream()
                .filter(object -> object.get("kind").equals("Deployment"))
                .toList();

        assertThat(deployments)
                .extracting(deployment -> metadata(deployment, "labels").get("app.kubernetes.io/name"))
                .containsExactlyInAnyOrderElementsOf(
                        Chart.SERVICES.stream().map(Chart::name).toList());
        assertThat(deployments).allSatisfy(deployment -> {
            Map<String, Object> labels = metadata(deployment, "labels");
            String expected = labels.get("app.kubernetes.io/name").equals("dds-service") ? "own" : "all";
            assertThat(labels).containsEntry("key", expected);
            assertThat(metadata(deployment, "annotations")).containsEntry("key", expected);
        });
    }

    private Map<String, Object> labels(String kind) {
        return metadata(ChartTest.only(objects, kind), "labels");
    }

    private Map<String, Object> annotations(String kind) {
        return metadata(ChartTest.only(objects, kind), "annotations");
    }

    private Map<String, Object> pod(String kind, String where) {
        Map<?, ?> spec = (Map<?, ?>) ChartTest.only(objects, kind).get("spec");
        return metadata(spec.get("template"), where);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> metadata(Object object, String where) {
        Map<?, ?> metadata = (Map<?, ?>) ((Map<?, ?>) object).get("metadata");
        return (Map<String, Object>) metadata.get(where);
    }

    @SuppressWarnings("unchecked")
    private static List<Map.Entry<String, Object>> entries(Map<?, ?> map) {
        return List.copyOf(((Map<String, Object>) map).entrySet());
    }
}
