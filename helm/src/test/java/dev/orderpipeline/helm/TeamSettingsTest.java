package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings that clusters require of every chart. */
class TeamSettingsTest {

    private static final Chart STG = new Chart("stg-service");

    private static final String POD_SETTINGS = """
            priorityClassName: streaming
            runtimeClassName: gvisor
            schedulerName: volcano
            dnsPolicy: None
            dnsConfig: {nameservers: [10.0.0.10], options: [{name: ndots, value: "2"}]}
            nodeSelector: {disk: ssd}
            tolerations: [{key: dedicated, operator: Exists}]
            """;

    @TempDir
    Path folder;

    @Test
    void servicePodSettingsApplyToEveryPod() throws IOException {
        Path values = values(POD_SETTINGS + "redrive: {enabled: true}\n");
        List<Map<String, Object>> pods =
                KubernetesObjects.pods(KubernetesObjects.read(STG.renderWithHooks(values, folder.resolve("c"))));

        assertThat(pods).hasSize(3).allSatisfy(TeamSettingsTest::hasPodSettings);
    }

    @Test
    void globalPodSettingsApplyToEveryPod() throws IOException {
        Path values = values("global:\n" + POD_SETTINGS.indent(2) + "dds-service: {redrive: {enabled: true}}\n");
        List<Map<String, Object>> pods = KubernetesObjects.pods(KubernetesObjects.read(Chart.PIPELINE.render(values)));

        assertThat(pods).hasSize(Chart.SERVICES.size() + 1).allSatisfy(TeamSettingsTest::hasPodSettings);
    }

    @Test
    void serviceSettingOverridesGlobalOne() {
        assertThat(Chart.PIPELINE.render("global.schedulerName=all", "dds-service.schedulerName=own"))
                .containsOnlyOnce("schedulerName: own")
                .containsPattern("(?s)schedulerName: all.*schedulerName: all");
    }

    /** Kubernetes would set KAFKA_PORT=tcp://… for a Service named "kafka". */
    @Test
    void serviceLinksAreDisabledInEveryPod() throws IOException {
        List<Map<String, Object>> pods = KubernetesObjects.pods(
                KubernetesObjects.read(STG.renderWithHooks(values("redrive: {enabled: true}\n"), folder.resolve("c"))));

        assertThat(pods).hasSize(3).allMatch(pod -> Boolean.FALSE.equals(pod.get("enableServiceLinks")));
    }

    @Test
    void extraObjectsAreRenderedAsTemplates() throws IOException {
        String extra = """
                extraObjects:
                  - apiVersion: v1
                    kind: ConfigMap
                    metadata: {name: "{{ .Release.Name }}-map"}
                  - |
                    apiVersion: v1
                    kind: ConfigMap
                    metadata:
                      name: {{ .Release.Name }}-text
                """;

        for (Chart chart : List.of(STG, Chart.PIPELINE)) {
            assertThat(KubernetesObjects.read(chart.render(values(extra))).stream()
                            .map(object -> ((Map<?, ?>) object.get("metadata"))
                                    .get("name")
                                    .toString()))
                    .as("%s", chart)
                    .containsOnlyOnce("orders-map", "orders-text");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "storageClass: fast",
                "imageRegistry: registry.example.com",
                "postgresql: {auth: {password: x}}",
                "image: {repository: other, pullSecrets: [x]}",
                "imagePullSecrets: [by-name]",
                "security: {allowInsecureImages: true}",
            })
    void globalSettingsOfOtherChartsAreIgnored(String setting) throws IOException {
        Path values = values("global: {" + setting + "}\n");

        assertThat(KubernetesObjects.read(Chart.PIPELINE.render(values))).isNotEmpty();
        assertThat(KubernetesObjects.read(STG.render(values))).isNotEmpty();
    }

    @Test
    void pullSecretsCanBeNamesAlone() throws IOException {
        assertThat(Fields.values(
                        deployment(STG.render(values("global: {imagePullSecrets: [a, {name: b}]}\n"))),
                        "imagePullSecrets"))
                .containsExactly(List.of(Map.of("name", "a"), Map.of("name", "b")));
    }

    @Test
    void extraVolumeAtTmpReplacesTheCharts() throws IOException {
        Map<String, Object> deployment = deployment(STG.render(values("""
                extraVolumes: [{name: big, emptyDir: {sizeLimit: 1Gi}}]
                extraVolumeMounts: [{name: big, mountPath: /tmp}]
                """)));

        assertThat(Fields.values(deployment, "volumeMounts"))
                .containsExactly(List.of(Map.of("name", "big", "mountPath", "/tmp")));
        assertThat(Fields.values(deployment, "volumes"))
                .containsExactly(List.of(Map.of("name", "big", "emptyDir", Map.of("sizeLimit", "1Gi"))));
    }

    @Test
    void securityContextFieldsCanBeRemoved() {
        assertThat(STG.render("podSecurityContext.runAsUser=null"))
                .doesNotContain("runAsUser")
                .contains("runAsNonRoot: true");
        assertThat(Chart.PIPELINE
                        .render("stg-service.podSecurityContext.runAsUser=null")
                        .split("runAsUser"))
                .hasSize(Chart.SERVICES.size());
    }

    /** An external autoscaler sets the replicas then. */
    @Test
    void removedReplicaCountIsNotZero() {
        assertThat(STG.render("replicaCount=null")).doesNotContain("replicas:");
    }

    /** KEDA's autoscaler sets them: an upgrade, or a controller that applies the rendered objects, would set them back. */
    @Test
    void replicasAreUnsetWithKeda() {
        assertThat(Fields.values(deployment(STG.render("autoscaling.enabled=true", "replicaCount=3")), "replicas"))
                .isEmpty();
    }

    /** {@code helm upgrade --reuse-values} uses the values of the previous release, which lacked some of these. */
    @Test
    void valuesOfAnOlderReleaseAreAccepted() throws IOException {
        Path values = values("""
                serviceAccount: {automount: null}
                service: {nodePort: null, labels: null}
                serviceMonitor: {enabled: true, honorLabels: null, scrapeTimeout: null, relabelings: null, namespace: null}
                prometheusRule: {enabled: true, namespace: null, labels: null, runbooks: null}
                redrive: {enabled: true, run: null, ttlSecondsAfterFinished: null, annotations: null}
                autoscaling: {enabled: true, maxReplicas: null, fallback: null, behavior: null, annotations: null}
                podDisruptionBudget: {enabled: true, minAvailable: null, unhealthyPodEvictionPolicy: null}
                commonAnnotations: null
                dnsConfig: null
                dnsPolicy: null
                runtimeClassName: null
                schedulerName: null
                extraObjects: null
                secrets: {asFiles: null}
                existingSecrets: null
                tlsFiles: null
                namespaceOverride: null
                minReadySeconds: null
                progressDeadlineSeconds: null
                """);
        String rendered = STG.render(values);

        assertThat(rendered)
                .doesNotContain("null", "nil")
                .contains("automountServiceAccountToken: false", "honorLabels: true", "maxUnavailable: 1");
        for (Map<String, Object> object : KubernetesObjects.read(rendered)) {
            KubernetesObjects.check(object);
        }
    }

    @Test
    void disruptionBudgetDefaultsToMaxUnavailable() {
        assertThat(budget("podDisruptionBudget.enabled=true"))
                .containsEntry("maxUnavailable", 1)
                .doesNotContainKey("minAvailable");
        assertThat(budget("podDisruptionBudget.enabled=true", "podDisruptionBudget.maxUnavailable=0"))
                .containsEntry("maxUnavailable", 0);
        assertThat(budget("podDisruptionBudget.enabled=true", "podDisruptionBudget.minAvailable=50%"))
                .containsEntry("minAvailable", "50%")
                .doesNotContainKey("maxUnavailable");
    }

    @Test
    void kedaScalesWithinTheLimits() {
        assertThat(STG.render("autoscaling.enabled=true", "autoscaling.partitions=12", "config.CONCURRENCY=2"))
                .contains("maxReplicaCount: 6\n");
        assertThat(STG.render("autoscaling.enabled=true", "autoscaling.partitions=12", "autoscaling.maxReplicas=4"))
                .contains("maxReplicaCount: 4\n");
        assertThat(STG.render("autoscaling.enabled=true", "autoscaling.maxReplicas=4"))
                .contains("maxReplicaCount: 4\n");
    }

    private static void hasPodSettings(Map<String, Object> pod) {
        assertThat(pod)
                .containsEntry("priorityClassName", "streaming")
                .containsEntry("runtimeClassName", "gvisor")
                .containsEntry("schedulerName", "volcano")
                .containsEntry("dnsPolicy", "None")
                .containsEntry("nodeSelector", Map.of("disk", "ssd"))
                .containsEntry("tolerations", List.of(Map.of("key", "dedicated", "operator", "Exists")))
                .containsEntry(
                        "dnsConfig",
                        Map.of(
                                "nameservers",
                                List.of("10.0.0.10"),
                                "options",
                                List.of(Map.of("name", "ndots", "value", "2"))));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> budget(String... settings) {
        return (Map<String, Object>) ChartTest.only(KubernetesObjects.read(STG.render(settings)), "PodDisruptionBudget")
                .get("spec");
    }

    private static Map<String, Object> deployment(String rendered) {
        return ChartTest.only(KubernetesObjects.read(rendered), "Deployment");
    }

    private Path values(String settings) throws IOException {
        return Files.writeString(folder.resolve("values.yaml"), settings);
    }
}
