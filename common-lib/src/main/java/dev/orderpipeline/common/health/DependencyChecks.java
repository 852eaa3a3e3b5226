package dev.orderpipeline.common.health;

import dev.orderpipeline.common.loop.FatalErrorHandler;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;

/**
 * Checks all dependencies in parallel, within the timeout of a probe. A check that takes longer continues, and no second one
 * is started, so that frequent probes don't pile up. A dependency that becomes unavailable, or available again, is logged:
 * a service without records does not detect it otherwise.
 */
public final class DependencyChecks implements MeterBinder, AutoCloseable {

    private final ScheduledExecutorService threads;
    private final List<DependencyCheck> checks;

    /** @param fatalErrors handles the failures of checks */
    public DependencyChecks(List<Dependency> dependencies, FatalErrorHandler fatalErrors) {
        this(dependencies, fatalErrors, System::nanoTime);
    }

    DependencyChecks(List<Dependency> dependencies, FatalErrorHandler fatalErrors, LongSupplier nanoClock) {
        int forTimeouts = 1;
        threads = Executors.newScheduledThreadPool(dependencies.size() + forTimeouts, work -> {
            Thread thread = new Thread(work, "dependency-check");
            thread.setDaemon(true);
            // It outlives the web server, whose class loader it would have.
            thread.setContextClassLoader(getClass().getClassLoader());
            return thread;
        });
        checks = dependencies.stream()
                .map(dependency -> new DependencyCheck(dependency, threads, fatalErrors, nanoClock))
                .toList();
    }

    /** By name: empty text for an available dependency, else the reason. Complete within a second. */
    public CompletableFuture<Map<String, String>> problems() {
        Map<String, CompletableFuture<String>> problems = new TreeMap<>();
        checks.forEach(check -> problems.put(check.name(), check.problem()));
        return CompletableFuture.allOf(problems.values().toArray(CompletableFuture[]::new))
                .thenApply(all -> joined(problems));
    }

    /** So that an alert names the dependency, without records as well. */
    @Override
    public void bindTo(MeterRegistry registry) {
        checks.forEach(check -> Gauge.builder("pipeline.dependency.up", check, DependencyCheck::up)
                .description("1 if the last check of a dependency was good, else 0; NaN before the first")
                .tag("dependency", check.tag())
                .register(registry));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static Map<String, String> joined(Map<String, CompletableFuture<String>> problems) {
        Map<String, String> joined = new TreeMap<>();
        problems.forEach((name, problem) -> joined.put(name, problem.join()));
        return joined;
    }
}
