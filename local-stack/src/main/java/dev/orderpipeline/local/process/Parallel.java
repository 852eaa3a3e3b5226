package dev.orderpipeline.local.process;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            CompletableFuture.allOf(tasks.map(task -> CompletableFuture.runAsync(task, threads))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        } finally {
            threads.shutdown();
        }
    }
}
