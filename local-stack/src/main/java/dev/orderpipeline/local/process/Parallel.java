package dev.orderpipeline.local.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

/** Runs tasks side by side. */
public final class Parallel {

    private Parallel() {}

    /**
     * Runs all tasks at once, however few the processors: much of it is waiting. Returns when all have ended.
     *
     * @throws RuntimeException that of a failed task
     */
    public static void run(Stream<Runnable> tasks) {
        try {
            CompletableFuture.allOf(tasks.map(task -> CompletableFuture.runAsync(task, run -> new Thread(run).start()))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        }
    }
}
