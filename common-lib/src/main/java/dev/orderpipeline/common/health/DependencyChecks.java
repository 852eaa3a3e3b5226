package dev.orderpipeline.common.health;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Asks all dependencies at once and waits for them a bounded time. One that hangs is not asked again before it
 * answered, so that frequent probes don't pile up.
 */
public final class DependencyChecks implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = 3;

    private final List<Dependency> dependencies;
    private final ExecutorService threads;
    private final Map<String, Future<?>> pending = new ConcurrentHashMap<>();

    public DependencyChecks(List<Dependency> dependencies) {
        this.dependencies = List.copyOf(dependencies);
        this.threads = Executors.newFixedThreadPool(dependencies.size(), work -> {
            Thread thread = new Thread(work, "dependency-check");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** By name: empty text for a dependency that answers, else why it does not. */
    public Map<String, String> problems() {
        Map<String, Future<?>> checks = new TreeMap<>();
        for (Dependency dependency : dependencies) {
            checks.put(
                    dependency.name(),
                    pending.compute(
                            dependency.name(),
                            (name, running) -> running != null && !running.isDone() ? running : start(dependency)));
        }
        Map<String, String> problems = new TreeMap<>();
        checks.forEach((name, check) -> problems.put(name, await(check)));
        return problems;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private Future<?> start(Dependency dependency) {
        return threads.submit(() -> {
            dependency.check();
            return null;
        });
    }

    private static String await(Future<?> check) {
        try {
            check.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return "";
        } catch (TimeoutException e) {
            return "no answer within " + TIMEOUT_SECONDS + " s";
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            return cause.getClass().getSimpleName() + (cause.getMessage() == null ? "" : ": " + cause.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
