package dev.orderpipeline.common.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Which step limits the throughput, and whether it computes or waits for a server. */
public final class StepMetrics {

    /** From a step in memory to {@link dev.orderpipeline.common.config.Timeouts#STATEMENT}. */
    private static final Duration[] BUCKETS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofMillis(500),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(10),
        Duration.ofSeconds(25)
    };

    private static final double NANOS_PER_SECOND = 1e9;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    /** By ordinal number. */
    private final List<Meters> meters;

    private record Meters(Timer timer, Counter cpu) {}

    StepMetrics(MeterRegistry registry) {
        meters = Stream.of(Step.values()).map(step -> register(step, registry)).toList();
    }

    /** Measures the CPU time of the calling thread too. */
    public <T> T time(Step step, Supplier<T> work) {
        Meters ofStep = meters.get(step.ordinal());
        long cpuBefore = threads.getCurrentThreadCpuTime();
        try {
            return ofStep.timer().record(work);
        } finally {
            ofStep.cpu().increment((threads.getCurrentThreadCpuTime() - cpuBefore) / NANOS_PER_SECOND);
        }
    }

    private static Meters register(Step step, MeterRegistry registry) {
        return new Meters(
                Timer.builder("pipeline.step")
                        .description("Time spent in a step of the loop")
                        .tag("step", step.tag())
                        .serviceLevelObjectives(BUCKETS)
                        .register(registry),
                Counter.builder("pipeline.step.cpu")
                        .description("CPU time of the loop's thread in a step")
                        .baseUnit("seconds")
                        .tag("step", step.tag())
                        .register(registry));
    }
}
