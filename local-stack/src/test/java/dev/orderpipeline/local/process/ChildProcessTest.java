package dev.orderpipeline.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {

    private static final Duration LONG = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void outputEnvironmentAndExitCodeAreKept() {
        ChildProcess child = start("echo \"$GREETING\"; echo failed >&2; exit 3", Map.of("GREETING", "hello"));

        assertThat(child.awaitExit(LONG)).isTrue();
        assertThat(child.isAlive()).isFalse();
        assertThat(child.exitCode()).hasValue(3);
        assertThat(child.logFile()).hasContent("hello\nfailed");
    }

    @Test
    void logTailIsOfTheCurrentRun() {
        ChildProcess first = start("echo first", Map.of());
        assertThat(first.awaitExit(LONG)).isTrue();
        ChildProcess second = start("echo second", Map.of());
        assertThat(second.awaitExit(LONG)).isTrue();

        assertThat(second.logTail()).isEqualTo("second");
        assertThat(second.logFile()).hasContent("first\nsecond");
    }

    @Test
    void stopIsOrderly() {
        ChildProcess child =
                start("trap 'echo bye; exit 7' TERM; echo ready; while true; do sleep 0.1; done", Map.of());
        awaitReady(child);
        assertThat(child.exitCode()).isEmpty();

        child.stop(LONG);

        assertThat(child.exitCode()).hasValue(7);
        assertThat(child.logTail()).endsWith("bye");
    }

    @Test
    void programIgnoringTheSignalIsKilled() {
        ChildProcess child = start("trap '' TERM; echo ready; while true; do sleep 0.1; done", Map.of());
        awaitReady(child);

        child.stop(Duration.ofMillis(100));

        assertThat(child.exitCode()).hasValue(128 + 9);
    }

    @Test
    void killEndsAllDescendants() {
        ChildProcess child = start("sleep 1000 & echo $!; echo ready; wait", Map.of());
        awaitReady(child);
        long grandchild = Long.parseLong(child.logTail().lines().findFirst().orElseThrow());
        assertThat(ProcessHandle.of(grandchild)).isPresent();

        child.kill();

        assertThat(child.isAlive()).isFalse();
        await().atMost(LONG).until(() -> ProcessHandle.of(grandchild).isEmpty());
    }

    @Test
    void missingProgramIsLogged() {
        ChildProcess child = ChildProcess.start("missing", List.of("no-such-program"), Map.of(), folder.resolve("log"));

        assertThat(child.awaitExit(LONG)).isTrue();
        assertThat(child.exitCode()).hasValue(127);
        assertThat(child.logTail()).contains("no-such-program");
    }

    @Test
    void stopOfEndedProgramHasNoEffect() {
        ChildProcess child = start("exit 0", Map.of());
        assertThat(child.awaitExit(LONG)).isTrue();

        child.stop(LONG);
        child.kill();

        assertThat(child.exitCode()).hasValue(0);
        assertThat(Files.exists(child.logFile())).isTrue();
    }

    private ChildProcess start(String script, Map<String, String> environment) {
        return ChildProcess.start("script", List.of("sh", "-c", script), environment, folder.resolve("log"));
    }

    private static void awaitReady(ChildProcess child) {
        await().atMost(LONG).until(() -> child.logTail().contains("ready"));
    }
}
