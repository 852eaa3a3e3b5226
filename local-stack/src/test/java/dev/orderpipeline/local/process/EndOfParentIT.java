package dev.orderpipeline.local.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.LocalStackOptions;
import dev.orderpipeline.local.container.RunMode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** However the JVM that holds a stack ends, none of its servers survives it, and a kept folder can be started again. */
class EndOfParentIT {

    private static final String KILL = "kill";

    @TempDir
    Path folder;

    private Process parent;

    @AfterEach
    void killParent() {
        if (parent != null) {
            parent.destroyForcibly();
        }
    }

    static Stream<Arguments> endings() {
        return Stream.of(
                ending(KILL, Process::destroyForcibly),
                ending("SIGTERM", Process::destroy),
                ending("System.exit", EndOfParentIT::endInput));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endings")
    void processesEndWithTheirParent(String name, Consumer<Process> ending) throws IOException, InterruptedException {
        assumeFalse(
                name.equals(KILL)
                        && RunMode.configured() == RunMode.CONTAINERS
                        && Boolean.parseBoolean(System.getenv("TESTCONTAINERS_RYUK_DISABLED")),
                "the containers of a killed JVM are left to Ryuk, which is disabled");
        List<String> servers = startParent();
        assertThat(servers).hasSize(3).allSatisfy(server -> assertThat(isGone(server))
                .isFalse());

        ending.accept(parent);

        assertThat(parent.waitFor(30, TimeUnit.SECONDS)).isTrue();
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(servers).allMatch(EndOfParentIT::isGone));
        LocalStack.start(new LocalStackOptions(0, 0, 0, folder)).close();
    }

    private List<String> startParent() throws IOException {
        parent = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-D" + RunMode.PROPERTY + "=" + RunMode.configured(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        StackHolder.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = parent.inputReader();
        return Stream.generate(() -> readLine(output))
                .takeWhile(line -> !line.equals("started"))
                // Libraries may print lines too.
                .filter(line -> line.matches("\\d+ \\d+"))
                .toList();
    }

    private static String readLine(BufferedReader output) {
        try {
            String line = output.readLine();
            return line == null ? "started" : line;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A line of {@link StackHolder}: port and process id. */
    private static boolean isGone(String server) {
        String[] portAndPid = server.split(" ");
        return !Ports.isOpen(Integer.parseInt(portAndPid[0])) && !runs(Long.parseLong(portAndPid[1]));
    }

    /** A zombie process, whose exit code was not read yet, has an id, but no program. */
    private static boolean runs(long pid) {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().command())
                .isPresent();
    }

    private static void endInput(Process process) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Arguments ending(String name, Consumer<Process> ending) {
        return Arguments.of(name, ending);
    }
}
