package dev.orderpipeline.benchmark;

import java.util.Locale;
import java.util.function.BiFunction;

/** What can be measured. */
enum Part {
    /** The whole pipeline, each service alone, and COPY. */
    DRAIN(DrainPart::new),
    /** Other numbers of partitions and replicas. */
    SCALE(ScalePart::new),
    LATENCY(LatencyPart::new),
    /** With millions of orders stored. */
    GROWTH(GrowthPart::new),
    /** Start-up, and memory without work. */
    START(StartPart::new);

    /** Measures a part, and shows the figures. */
    @FunctionalInterface
    interface Measurement {
        void run(Protocol protocol);
    }

    private final BiFunction<Workbench, Plan, Measurement> measurement;

    Part(BiFunction<Workbench, Plan, Measurement> measurement) {
        this.measurement = measurement;
    }

    Measurement measurement(Workbench bench, Plan plan) {
        return measurement.apply(bench, plan);
    }

    /** As it is written on the command line, and in the page's marks. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
