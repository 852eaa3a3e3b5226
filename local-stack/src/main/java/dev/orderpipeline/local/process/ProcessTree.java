package dev.orderpipeline.local.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process and all that it started. */
public final class ProcessTree {

    private static final Duration WAIT = Duration.ofSeconds(30);

    private ProcessTree() {}

    /**
     * Kills (SIGKILL) the process, then its descendants, and waits up to 30 seconds until all are gone. The process goes
     * first, so that it cannot react to the loss of its children.
     */
    public static void kill(ProcessHandle process) {
        List<ProcessHandle> tree = of(process).toList();
        tree.forEach(ProcessHandle::destroyForcibly);
        CompletableFuture.allOf(tree.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
                .completeOnTimeout(null, WAIT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** The process, then its descendants. */
    public static Stream<ProcessHandle> of(ProcessHandle process) {
        return Stream.concat(Stream.of(process), process.descendants());
    }
}
