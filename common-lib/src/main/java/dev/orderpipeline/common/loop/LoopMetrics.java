package dev.orderpipeline.common.loop;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/** Whether a loop is stuck: with records in flight, or without a heartbeat. The worst of the loops of this process. */
public final class LoopMetrics implements MeterBinder {

    private final LoopLifecycle loops;
    private final InstantSource clock;

    public LoopMetrics(LoopLifecycle loops, InstantSource clock) {
        this.loops = loops;
        this.clock = clock;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        TimeGauge.builder("pipeline.oldest.uncommitted.age", this::oldestUncommittedAge, TimeUnit.MILLISECONDS)
                .description("Time since the timestamp of the oldest record in flight; 0 without one")
                .register(registry);
        TimeGauge.builder("pipeline.heartbeat.age", () -> loops.heartbeatAge().toNanos(), TimeUnit.NANOSECONDS)
                .description("Time since the last heartbeat of the loop; liveness fails above two minutes")
                .register(registry);
    }

    private long oldestUncommittedAge() {
        long oldest = loops.oldestUncommitted();
        return oldest == UncommittedRecords.NONE ? 0 : Math.max(0, clock.millis() - oldest);
    }
}
