package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every pod is admitted by Kubernetes' Pod Security Standard <em>restricted</em>. */
class PodSecurityTest {

    private static final Set<String> VOLUMES = Set.of(
            "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret");

    /** Hooks are pods, too. */
    @ParameterizedTest
    @MethodSource("dev.orderpipeline.helm.Example#all")
    void podsOfExamplesAreRestricted(Example example, @TempDir Path scratch) throws IOException {
        String rendered = example.chart().renderWithHooks(example.values(), scratch);

        assertThat(KubernetesObjects.pods(KubernetesObjects.read(rendered)))
                .isNotEmpty()
                .allSatisfy(PodSecurityTest::isRestricted);
    }

    @Test
    void podsOfDefaultsAreRestricted() {
        assertThat(KubernetesObjects.pods(KubernetesObjects.read(Chart.PIPELINE.render())))
                .hasSameSizeAs(Chart.SERVICES)
                .allSatisfy(PodSecurityTest::isRestricted);
    }

    private static void isRestricted(Map<String, Object> pod) {
        assertThat(pod).doesNotContainKeys("hostNetwork", "hostPID", "hostIPC");
        assertThat(Fields.values(pod, "hostPort")).isEmpty();
        assertThat(((Map<?, ?>) pod.get("securityContext"))
                        .keySet()
                        .containsAll(Set.of("runAsNonRoot", "seccompProfile")))
                .isTrue();
        assertThat(Fields.values(pod, "runAsUser")).doesNotContain(0);
        assertThat(Fields.values(pod, "runAsNonRoot")).containsOnly(true);
        assertThat(Fields.values(pod, "seccompProfile")).containsOnly(Map.of("type", "RuntimeDefault"));
        for (String field : List.of("procMount", "sysctls", "seLinuxOptions", "windowsOptions")) {
            assertThat(Fields.values(pod, field)).as(field).isEmpty();
        }
        for (Object volume : (List<?>) pod.getOrDefault("volumes", List.of())) {
            Set<Object> kinds = new HashSet<>(((Map<?, ?>) volume).keySet());
            kinds.remove("name");
            assertThat(VOLUMES).containsAll(kinds.stream().map(String::valueOf).toList());
        }
        assertThat((List<?>) pod.get("containers"))
                .map(container -> (Map<?, ?>) container)
                .filteredOn(PodSecurityTest::isOfTheCharts)
                .isNotEmpty()
                .allSatisfy(container -> {
                    Map<?, ?> context = (Map<?, ?>) container.get("securityContext");
                    assertThat(context.get("allowPrivilegeEscalation")).isEqualTo(false);
                    assertThat(context.get("capabilities")).isEqualTo(Map.of("drop", List.of("ALL")));
                    assertThat(context.get("privileged")).isNotEqualTo(true);
                });
    }

    /** Those that the values add have a security context of their own. */
    private static boolean isOfTheCharts(Map<?, ?> container) {
        return container.get("image").toString().contains("order-pipeline/");
    }
}
