package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Helm parses numbers of a values file as floating-point ones, and prints those from a million on as 5e+06. */
class NumbersTest {

    private static final String MILLIONS = """
            replicaCount: 5000000
            revisionHistoryLimit: 5000000
            minReadySeconds: 5000000
            progressDeadlineSeconds: 50000000
            terminationGracePeriodSeconds: 5000000
            containerPort: 50000
            config: {BATCH_SIZE: 100000, PG_PORT: 60000, KAFKA_TOPIC_PARTITIONS: 10000}
            podSecurityContext: {runAsUser: 1000660000, runAsGroup: 1000660000, fsGroup: 1000660000}
            resources: {limits: {memory: 5000000000, cpu: 2}}
            service: {type: NodePort, port: 50000, nodePort: 30500, labels: {n1: 5000000}, annotations: {n2: 5000000}}
            serviceAccount: {annotations: {n3: 123456789012}}
            annotations: {n4: 5000000}
            podAnnotations: {n5: 5000000, scrape: true}
            podLabels: {n6: 5000000}
            commonLabels: {n7: 5000000}
            commonAnnotations: {n8: 5000000}
            nodeSelector: {n9: 5000000, gpu: true}
            extraEnv: [{name: N10, value: 5000000}, {name: SHARE, value: 0.5}, {name: SWITCH, value: true}]
            probes: {liveness: {periodSeconds: 5000000}}
            serviceMonitor: {enabled: true, labels: {n11: 5000000}}
            podDisruptionBudget: {enabled: true, minAvailable: 5000000}
            redrive: {enabled: true, ttlSecondsAfterFinished: 5000000, annotations: {n12: 5000000}, run: 5000000}
            """;

    private static final String SCALED = """
            autoscaling:
              enabled: true
              minReplicas: 3000000
              maxReplicas: 4000000
              partitions: 5000000
              lagThreshold: 5000000
              activationLagThreshold: 6000000
              pollingInterval: 7000000
              cooldownPeriod: 8000000
              fallback: {failureThreshold: 9000000, replicas: 3000000}
              behavior: {scaleDown: {stabilizationWindowSeconds: 5000000}}
            """;

    @TempDir
    Path folder;

    @Test
    void integerFieldsAreIntegers() throws IOException {
        String rendered = render(MILLIONS);

        assertThat(rendered).doesNotContainPattern("[0-9]e\\+[0-9]");
        for (Map<String, Object> object : KubernetesObjects.read(rendered)) {
            KubernetesObjects.check(object);
        }
        assertThat(rendered)
                .contains("replicas: 5000000\n", "progressDeadlineSeconds: 50000000\n", "runAsUser: 1000660000\n")
                .contains("ttlSecondsAfterFinished: 5000000\n", "nodePort: 30500\n", "minAvailable: 5000000\n");
    }

    @Test
    void stringFieldsAreStrings() throws IOException {
        List<Map<String, Object>> objects = KubernetesObjects.read(render(MILLIONS));

        for (String name : List.of("n1", "n2", "n4", "n5", "n6", "n7", "n8", "n9", "n11", "n12")) {
            assertThat(objects.stream().flatMap(object -> Fields.values(object, name)))
                    .as(name)
                    .isNotEmpty()
                    .containsOnly("5000000");
        }
        assertThat(objects.stream().flatMap(object -> Fields.values(object, "n3")))
                .containsExactly("123456789012");
        assertThat(render(MILLIONS))
                .contains("- name: N10\n              value: \"5000000\"")
                .contains(
                        "- name: SHARE\n              value: \"0.5\"", "- name: SWITCH\n              value: \"true\"")
                .contains("BATCH_SIZE: \"100000\"", "gpu: \"true\"", "scrape: \"true\"");
    }

    @Test
    void kedaNumbersAreIntegers() throws IOException {
        assertThat(render(SCALED))
                .doesNotContainPattern("[0-9]e\\+[0-9]")
                .contains("lagThreshold: \"5000000\"", "activationLagThreshold: \"6000000\"")
                .contains("minReplicaCount: 3000000\n", "maxReplicaCount: 4000000\n")
                .contains("pollingInterval: 7000000\n", "cooldownPeriod: 8000000\n", "failureThreshold: 9000000\n");
    }

    /** A name or password of digits alone, or one that YAML parses as another type, remains a string. */
    @Test
    void ambiguousStringsRemainStrings() throws IOException {
        Path values = Files.writeString(folder.resolve("values.yaml"), """
                config: {PG_USER: "0123", KAFKA_CONSUMER_GROUP: "true", PG_DB_NAME: "1e3"}
                existingSecret: "123"
                certificate: {secret: "456"}
                priorityClassName: "789"
                schedulerName: "on"
                serviceAccount: {name: "1234"}
                namespaceOverride: "42"
                """);
        List<Map<String, Object>> objects = KubernetesObjects.read(new Chart("stg-service").render("123", values));

        assertThat(objects.stream().flatMap(object -> Fields.values(object, "namespace")))
                .containsOnly("42");
        assertThat(objects.stream().flatMap(object -> Fields.values(object, "app.kubernetes.io/instance")))
                .containsOnly("123");
        for (Map<String, Object> object : objects) {
            KubernetesObjects.check(object);
        }
    }

    /** 1.10 would become 1.1. */
    @Test
    void fractionsMustBeStrings() {
        assertThatThrownBy(() -> render("podAnnotations: {release: 1.10}"))
                .hasMessageContaining("/podAnnotations/release");
    }

    private String render(String values) throws IOException {
        return new Chart("stg-service").render(Files.writeString(folder.resolve("values.yaml"), values));
    }
}
