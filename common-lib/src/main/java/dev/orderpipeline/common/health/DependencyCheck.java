package dev.orderpipeline.common.health;

import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.failure.Reason;
import dev.orderpipeline.common.loop.FatalErrorHandler;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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

    private Result previous;
    /** Null while no check runs. */
    private CompletableFuture<Result> running;

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

    /** Why the dependency is unavailable, empty text if it is available; complete after {@link Timeouts#PROBE} at the latest. */
    synchronized CompletableFuture<String> problem() {
        if (running == null) {
            startNanos = nanoClock.getAsLong();
            running = CompletableFuture.supplyAsync(this::run, threads);
        } else if (isHanging() || running.getNumberOfDependents() >= MAX_WAITING_PROBES) {
            return CompletableFuture.completedFuture(problemSoFar());
        }
        CompletableFuture<Result> inTime = running.copy();
        threads.schedule(() -> inTime.complete(null), Timeouts.PROBE.toMillis(), TimeUnit.MILLISECONDS);
        return inTime.thenApply(result -> result == null ? problemSoFar() : result.problem());
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
        boolean wasGood = previous == null || previous.isGood();
        if (wasGood && !result.isGood() && !threads.isShutdown()) {
            LOG.warn("{} unavailable, not ready: {}", name(), result.problem());
        } else if (!wasGood && result.isGood()) {
            LOG.info("{} available again", name());
        }
        previous = result;
        running = null;
    }

    private synchronized String problemSoFar() {
        if (running == null) {
            // It has just completed.
            return previous.problem();
        }
        long now = nanoClock.getAsLong();
        boolean recent = previous != null && now - previous.nanos() <= Timeouts.CHECK_RESULT_MAX_AGE.toNanos();
        if (recent && previous.isGood() && !isHanging()) {
            return "";
        }
        if (previous == null && !isHanging()) {
            return "not checked yet";
        }
        String before = previous == null || previous.isGood() ? "" : "; before: " + previous.problem();
        return String.format(Locale.ROOT, "no response for %.1f s%s", (now - startNanos) / NANOS_PER_SECOND, before);
    }

    private boolean isHanging() {
        return nanoClock.getAsLong() - startNanos > Timeouts.DEPENDENCY_CHECK.toNanos();
    }
}
