package dev.orderpipeline.local.process;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.commons.io.function.Uncheck;

/**
 * A program that runs beside this JVM and never outlives it. When the JVM ends orderly, the program is stopped orderly
 * (newest first, see {@link AtExit}); when the JVM is killed, a small watcher process reads the end of its pipe and
 * kills the program. On Linux the program does not receive the terminal's Ctrl-C, so that this JVM determines the order
 * in which programs stop. Linux and macOS.
 */
public final class ChildProcess implements ServerRun {

    /** The program starts only after its watcher: if this JVM dies in between, the line is never written. */
    private static final String WAIT_FOR_LINE_THEN_RUN = "read -r line && exec \"$@\" </dev/null";

    /** A line dismisses the watcher; the end of the pipe without one means that this JVM is gone. */
    private static final String KILL_AT_END_OF_PIPE = "read -r line || kill -9 \"$1\"";

    private static final List<String> OWN_SESSION = isOnPath("setsid") ? List.of("setsid") : List.of();

    private static final Duration GRACE_AT_EXIT = Duration.ofSeconds(20);
    private static final Duration END_TIMEOUT = Duration.ofSeconds(30);

    private final String stopSignal;
    private final Process process;
    private final RunLog log;
    private final Runnable atExit = () -> stop(GRACE_AT_EXIT);

    private ChildProcess(
            String name, List<String> command, Map<String, String> environment, Path logFile, String stopSignal)
            throws IOException {
        this.stopSignal = stopSignal;
        this.log = new RunLog(logFile);

        ProcessBuilder builder = new ProcessBuilder(shell(WAIT_FOR_LINE_THEN_RUN, name, OWN_SESSION, command))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(logFile.toFile()));
        builder.environment().putAll(environment);
        this.process = builder.start();

        List<String> watcherCommand = new ArrayList<>(OWN_SESSION);
        watcherCommand.addAll(
                shell(KILL_AT_END_OF_PIPE, name + "-watcher", List.of(String.valueOf(process.pid())), List.of()));
        Process watcher = new ProcessBuilder(watcherCommand)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        process.onExit().thenRun(() -> dismiss(watcher));

        registerAtExit();
        writeLine(process);
    }

    /**
     * Starts a program. Its standard input is empty.
     *
     * @param name name in error messages and in the process list
     * @param command the program and its arguments
     * @param environment set in addition to this JVM's own environment
     * @param logFile takes its output and errors; what an earlier run left there is kept
     * @throws LocalStackException if no process can be started or the log file cannot be written. A program that does
     *     not exist shows as exit code 127, with the reason in the log
     * @throws IllegalStateException if the JVM is ending
     */
    public static ChildProcess start(String name, List<String> command, Map<String, String> environment, Path logFile) {
        return start(name, command, environment, logFile, "TERM");
    }

    /** As above, for a program whose signal for an orderly end is not SIGTERM. */
    public static ChildProcess start(
            String name, List<String> command, Map<String, String> environment, Path logFile, String stopSignal) {
        if (File.separatorChar != '/') {
            throw new LocalStackException(name + " cannot start: the local stack runs on Linux and macOS only."
                    + " On Windows, use the Linux subsystem (WSL).");
        }
        try {
            return new ChildProcess(name, command, environment, logFile, stopSignal);
        } catch (IOException e) {
            throw new LocalStackException(name + " could not start: " + e.getMessage(), e);
        }
    }

    @Override
    public boolean isAlive() {
        return process.isAlive();
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public OptionalInt exitCode() {
        return process.isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    public Path logFile() {
        return log.file();
    }

    @Override
    public String logTail() {
        return log.tail();
    }

    /**
     * Waits until the program has ended.
     *
     * @return false if it still runs after that time
     */
    public boolean awaitExit(Duration atMost) {
        try {
            return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void stop(Duration grace) {
        if (process.isAlive()) {
            signal(stopSignal, Stream.of(process.toHandle()));
            if (!awaitExit(grace)) {
                kill();
            }
        }
        AtExit.cancel(atExit);
    }

    @Override
    public void kill() {
        ProcessTree.kill(process.toHandle());
        awaitExit(END_TIMEOUT);
        AtExit.cancel(atExit);
    }

    @Override
    public void freeze() {
        signal("STOP", ProcessTree.of(process.toHandle()));
    }

    @Override
    public void thaw() {
        signal("CONT", ProcessTree.of(process.toHandle()));
    }

    private void registerAtExit() {
        try {
            AtExit.register(atExit);
        } catch (IllegalStateException e) {
            process.destroyForcibly();
            throw e;
        }
    }

    private void signal(String signal, Stream<ProcessHandle> receivers) {
        List<String> pids =
                receivers.map(receiver -> String.valueOf(receiver.pid())).toList();
        // The shell's own kill: a minimal container has no program of that name.
        ProcessBuilder kill = new ProcessBuilder(shell("kill -s \"$0\" \"$@\"", signal, pids, List.of()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Uncheck.get(kill::start).onExit().join();
    }

    private static List<String> shell(String script, String name, List<String> first, List<String> then) {
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, name));
        command.addAll(first);
        command.addAll(then);
        return command;
    }

    private static void dismiss(Process watcher) {
        try {
            writeLine(watcher);
        } catch (IOException e) {
            watcher.destroyForcibly();
        }
    }

    private static void writeLine(Process process) throws IOException {
        try (OutputStream input = process.getOutputStream()) {
            input.write('\n');
        }
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .map(folder -> new File(folder, program))
                .anyMatch(File::canExecute);
    }
}
