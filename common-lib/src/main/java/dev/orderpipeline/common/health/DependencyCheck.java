package dev.orderpipeline.common.health;

import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.failure.Reason;
import dev.orderpipeline.common.loop.FatalErrorHandler;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The check of one dependency, shared by all concurrent probes. A probe gets its result if it completes in time. If not, the
 * check continues, for the next probe, and this one gets the previous result if that was good and recent, and if the check
 * is not over its timeout: a server that responds after a second is not down.
 */
final class DependencyCheck {

    private static final Logger LOG = LoggerFactory.getLogger(DependencyChecks.class);
    /** Each holds some 65 KB of the web server's. Further probes get the previous result. */
    private static final int MAX_WAITING_PROBES = 32;

    private static final double NANOS_PER_SECOND = 1e9;

    private final Dependency dependency;
    private final ScheduledExecutorService threads;
    private final FatalErrorHandler fatalErrors;
    private final LongSupplier nanoClock;

    private Optional<Result> previous = Optional.empty();
    private @Nullable CompletableFuture<Result> running;

    private long startNanos;

    /** @param problem empty if the dependency is available */
    private record Result(String problem, long nanos) {
        boolean isGood() {
            return problem.isEmpty();
        }
    }

    /** @param nanoClock such as {@link System#nanoTime()} */
    DependencyCheck(
            Dependency dependency,
            ScheduledExecutorService threads,
            FatalErrorHandler fatalErrors,
            LongSupplier nanoClock) {
        this.dependency = dependency;
        this.threads = threads;
        this.fatalErrors = fatalErrors;
        this.nanoClock = nanoClock;
    }

    String name() {
        return dependency.name();
    }

    String tag() {
        return dependency.tag();
    }

    /**
     * 1 if the last check was good, 0 if it was not or hangs, NaN before the first. Starts a check if no probe has done so
     * recently, and does not wait for it.
     */
    synchronized double up() {
        if (running == null && !isRecent() && !threads.isShutdown()) {
            running = start();
        }
        if (running != null && isHanging()) {
            return 0;
        }
        return previous.map(result -> result.isGood() ? 1.0 : 0.0).orElse(Double.NaN);
    }

    /** Why the dependency is unavailable, empty text if it is available; complete after {@link Timeouts#PROBE} at the latest. */
    synchronized CompletableFuture<String> problem() {
        if (running == null) {
            running = start();
        } else if (isHanging() || running.getNumberOfDependents() >= MAX_WAITING_PROBES) {
            return CompletableFuture.completedFuture(problemSoFar());
        }
        CompletableFuture<Optional<Result>> inTime = running.thenApply(Optional::of);
        threads.schedule(() -> inTime.complete(Optional.empty()), Timeouts.PROBE.toMillis(), TimeUnit.MILLISECONDS);
        return inTime.thenApply(result -> result.map(Result::problem).orElseGet(this::problemSoFar));
    }

    private CompletableFuture<Result> start() {
        startNanos = nanoClock.getAsLong();
        return CompletableFuture.supplyAsync(this::run, threads);
    }

    private Result run() {
        String problem = "";
        try {
            dependency.check();
        } catch (Exception | Error e) {
            // All of them: a check that never completes would block every later one.
            fatalErrors.handle(e);
            problem = Reason.of(e);
        }
        Result result = new Result(problem, nanoClock.getAsLong());
        finish(result);
        return result;
    }

    private synchronized void finish(Result result) {
        boolean wasGood = previous.isEmpty() || previous.get().isGood();
        if (wasGood && !result.isGood() && !threads.isShutdown()) {
            LOG.warn("{} unavailable, not ready: {}", name(), result.problem());
        } else if (!wasGood && result.isGood()) {
            LOG.info("{} available again", name());
        }
        previous = Optional.of(result);
        running = null;
    }

    private synchronized String problemSoFar() {
        if (running == null && previous.isPresent()) {
            // It has just completed.
            return previous.get().problem();
        }
        if (previous.isEmpty() && !isHanging()) {
            return "not checked yet";
        }
        long now = nanoClock.getAsLong();
        if (isRecent() && previous.get().isGood() && !isHanging()) {
            return "";
        }
        String before = previous.filter(result -> !result.isGood())
                .map(result -> "; before: " + result.problem())
                .orElse("");
        return String.format(Locale.ROOT, "no response for %.1f s%s", (now - startNanos) / NANOS_PER_SECOND, before);
    }

    private boolean isRecent() {
        return previous.filter(
                        result -> nanoClock.getAsLong() - result.nanos() <= Timeouts.CHECK_RESULT_MAX_AGE.toNanos())
                .isPresent();
    }

    private boolean isHanging() {
        return nanoClock.getAsLong() - startNanos > Timeouts.DEPENDENCY_CHECK.toNanos();
    }
}
