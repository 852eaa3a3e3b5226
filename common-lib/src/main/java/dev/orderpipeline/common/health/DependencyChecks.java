package dev.orderpipeline.common.health;

import dev.orderpipeline.common.failure.Reason;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks all dependencies at once and waits for them a bounded time. One that hangs is not asked again before it
 * answered, so that frequent probes don't pile up. The log has a line when the check of one fails that did not fail
 * before, and one when it succeeds again: a service without records has no other reason to notice.
 */
public final class DependencyChecks implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DependencyChecks.class);
    private static final long TIMEOUT_SECONDS = 3;

    private final List<Dependency> dependencies;
    private final ExecutorService threads;
    private final Map<String, Future<?>> pending = new ConcurrentHashMap<>();
    /** By name: why a check failed, until one succeeds. It may take longer than a probe waits. */
    private final Map<String, String> failures = new ConcurrentHashMap<>();

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
        checks.forEach((name, check) -> problems.put(name, await(name, check)));
        return problems;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private Future<?> start(Dependency dependency) {
        return threads.submit(() -> {
            try {
                dependency.check();
                if (failures.remove(dependency.name()) != null) {
                    LOG.info("{} answers again", dependency.name());
                }
                return null;
            } catch (Exception e) {
                String reason = Reason.of(e);
                if (failures.put(dependency.name(), reason) == null && !threads.isShutdown()) {
                    LOG.warn("Waiting for {} to answer, not ready: {}", dependency.name(), reason);
                }
                throw e;
            }
        });
    }

    private String await(String name, Future<?> check) {
        try {
            check.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
            return "";
        } catch (TimeoutException e) {
            String before = failures.get(name);
            return "no answer within " + TIMEOUT_SECONDS + " s" + (before == null ? "" : "; before: " + before);
        } catch (ExecutionException e) {
            return Reason.of(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }
}
