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

    static List<Example> examples() {
        return Example.all();
    }

    /** Hooks are pods, too. */
    @ParameterizedTest
    @MethodSource("examples")
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
        Map<?, ?> context = (Map<?, ?>) pod.get("securityContext");
        assertThat(context.get("runAsNonRoot")).isEqualTo(true);
        assertThat(((Map<?, ?>) context.get("seccompProfile")).get("type")).isEqualTo("RuntimeDefault");
        assertThat(Fields.values(pod, "runAsUser")).doesNotContain(0);
        for (Object volume : (List<?>) pod.get("volumes")) {
            Set<Object> kinds = new HashSet<>(((Map<?, ?>) volume).keySet());
            kinds.remove("name");
            assertThat(VOLUMES).containsAll(kinds.stream().map(String::valueOf).toList());
        }
        assertThat(pod).doesNotContainKey("initContainers");
        assertThat((List<?>) pod.get("containers")).isNotEmpty().allSatisfy(container -> {
            Map<?, ?> ofContainer = (Map<?, ?>) ((Map<?, ?>) container).get("securityContext");
            assertThat(ofContainer.get("allowPrivilegeEscalation")).isEqualTo(false);
            assertThat(ofContainer.get("capabilities")).isEqualTo(Map.of("drop", List.of("ALL")));
            assertThat(ofContainer.get("privileged")).isNotEqualTo(true);
        });
    }
}
