package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.config.Timeouts;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/**
 * Schedules the loops with a fixed delay once the application has started, and stops them first when it shuts down.
 */
public final class LoopLifecycle implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(LoopLifecycle.class);

    private final List<BatchLoop> loops;
    private final Duration interval;
    private final ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
    private boolean running;

    /** @param interval pause between two runs of a loop */
    public LoopLifecycle(List<BatchLoop> loops, Duration interval) {
        this.loops = List.copyOf(loops);
        this.interval = interval;
    }

    public List<LoopStatus> statuses() {
        return loops.stream().map(BatchLoop::status).toList();
    }

    /** Since the last heartbeat; of the loop that had none for the longest time. */
    Duration heartbeatAge() {
        return statuses().stream()
                .map(LoopStatus::heartbeatAge)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /** The timestamp of the oldest record in flight, as in {@link UncommittedRecords#oldestTimestamp()}. */
    long oldestUncommitted() {
        return loops.stream()
                .mapToLong(loop -> loop.uncommitted().oldestTimestamp())
                .min()
                .orElse(UncommittedRecords.NONE);
    }

    @Override
    public synchronized void start() {
        scheduler.setThreadNamePrefix(LoopThreads.LOOP);
        scheduler.setPoolSize(loops.size());
        scheduler.setWaitForTasksToCompleteOnShutdown(true);
        scheduler.initialize();
        loops.forEach(loop -> scheduler.scheduleWithFixedDelay(loop, interval));
        running = true;
    }

    @Override
    public synchronized void stop() {
        logStalledLoops();
        boolean finishing = loops.stream().map(BatchLoop::stop).reduce(false, Boolean::logicalOr);
        LOG.info(finishing ? "Stopping after the batch in flight" : "Stopping");
        scheduler.setAwaitTerminationMillis((finishing ? Timeouts.LAST_BATCH : Timeouts.INTERRUPTED_LOOP).toMillis());
        scheduler.shutdown();
        if (scheduler.getScheduledThreadPoolExecutor().isTerminated()) {
            closeLoops();
        } else if (finishing) {
            LOG.warn("The batch in flight did not end in time; the next owner of its partitions reprocesses it");
        } else {
            LOG.warn("The loop did not end in time; partitions that it owns are reassigned when its session expires");
        }
        running = false;
    }

    /** Each in a thread of its own: a rebalance that one of them waits for needs all of them. */
    private void closeLoops() {
        ExecutorService threads = Executors.newFixedThreadPool(loops.size());
        try {
            CompletableFuture.allOf(loops.stream()
                            .map(loop -> CompletableFuture.runAsync(loop::close, threads))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } finally {
            threads.shutdown();
        }
    }

    /** The process is about to end because of them, and with it what their threads hang in. */
    private void logStalledLoops() {
        List<BatchLoop> stalled =
                loops.stream().filter(loop -> !loop.status().isAlive()).toList();
        stalled.forEach(BatchLoop::logMissedHeartbeat);
        if (!stalled.isEmpty()) {
            LOG.error("Threads of the loops:{}", LoopThreads.stacks());
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }
}
