package dev.orderpipeline.local.process;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Ends a process and all that it started. */
public final class ProcessTree {

    private static final Duration WAIT = Duration.ofSeconds(30);

    private ProcessTree() {}

    /**
     * Kills (SIGKILL) the process, then its descendants, and waits up to 30 seconds until all are gone. The process goes
     * first, so that it cannot react to the loss of its children.
     */
    public static void kill(ProcessHandle process) {
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
        CompletableFuture<Void> gone = process.onExit().thenApply(ended -> null);
        for (ProcessHandle descendant : descendants) {
            gone = gone.thenCombine(descendant.onExit(), (before, ended) -> null);
        }
        gone.completeOnTimeout(null, WAIT.toMillis(), TimeUnit.MILLISECONDS).join();
    }
}
