package dev.orderpipeline.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rendered examples. After an intended change, {@code -Dexamples.refresh} rewrites them:
 * {@code ./mvnw -B -pl helm -am test -Dtest=ExamplesTest -Dsurefire.failIfNoSpecifiedTests=false -Dexamples.refresh}
 */
class ExamplesTest {

    private static final boolean REFRESH = System.getProperty("examples.refresh") != null;

    @ParameterizedTest
    @MethodSource("dev.orderpipeline.helm.Example#all")
    void lintReportsNothing(Example example, @TempDir Path scratch) throws IOException {
        LintResult result = example.chart().lint(example.values(), scratch);

        assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("dev.orderpipeline.helm.Example#all")
    void rendersAsRecorded(Example example) throws IOException {
        String rendered = example.render();
        if (REFRESH) {
            Files.writeString(example.rendered(), rendered);
        }
        assertThat(rendered).isEqualTo(Files.readString(example.rendered()));
    }

    /** A controller that renders the chart would apply a difference, or report one, again and again. */
    @ParameterizedTest
    @MethodSource("dev.orderpipeline.helm.Example#all")
    void rendersTheSameEachTime(Example example, @TempDir Path folder) throws IOException {
        List<String> rendered = new ArrayList<>();
        for (String copy : List.of("first", "second", "third")) {
            rendered.add(example.chart().renderWithHooks(example.values(), folder.resolve(copy)));
        }

        assertThat(rendered).containsOnly(rendered.get(0));
    }

    @ParameterizedTest
    @MethodSource("dev.orderpipeline.helm.Example#all")
    void fieldsAreInTheKubernetesApi(Example example) throws IOException {
        for (Map<String, Object> object : KubernetesObjects.read(example.render())) {
            KubernetesObjects.check(object);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.orderpipeline.helm.Example#all")
    void testPodFieldsAreInTheKubernetesApi(Example example, @TempDir Path scratch) throws IOException {
        List<Map<String, Object>> pods =
                KubernetesObjects.read(example.chart().renderWithHooks(example.values(), scratch)).stream()
                        .filter(object -> object.get("kind").equals("Pod"))
                        .toList();

        assertThat(pods).isNotEmpty();
        for (Map<String, Object> pod : pods) {
            KubernetesObjects.check(pod);
        }
    }
}
