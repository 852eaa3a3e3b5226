package dev.orderpipeline.observability;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.testing.Programs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The alerts, checked and tested by Prometheus' own tool. Needs a {@code promtool} on the PATH, and is skipped without. */
class PromtoolTest {

    @BeforeEach
    void requirePromtool() {
        Programs.assumeOnPath("promtool", "prometheus");
    }

    @Test
    void rulesAreValid() throws Exception {
        assertThat(promtool("check", "rules", "alerts.yml"))
                .contains(Alerts.read().size() + " rules found");
    }

    @Test
    void configurationsAreValid() throws Exception {
        promtool("check", "config", "quickstart.yml");
        // The path of its rules is in the container.
        promtool("check", "config", "--syntax-only", "prometheus.yml");
    }

    /** When they fire, when they don't, and when they are resolved: alerts.test.yml. */
    @Test
    void alertsFireAndResolve() throws Exception {
        promtool("test", "rules", "alerts.test.yml");
    }

    /** Requires success; returns its output. */
    private static String promtool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("promtool"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(Alerts.FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
