package dev.orderpipeline.benchmark;

import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;

/** What can be measured. */
enum BenchmarkPart {
    /** The whole pipeline, each service alone, and COPY. */
    DRAIN(DrainPart::new),
    /** Many users, restaurants, products and versions. */
    VARIETY(VarietyPart::new),
    /** Other numbers of partitions and replicas. */
    SCALE(ScalePart::new),
    LATENCY(LatencyPart::new),
    /** Rolling restarts and killed replicas. */
    MOVES(MovesPart::new),
    /** With a network between the services and PostgreSQL. */
    NETWORK(NetworkPart::new),
    /** The statements in PostgreSQL, by table and by foreign key. */
    STATEMENTS(StatementsPart::new, StatementTimes.SETTINGS),
    /** With millions of orders stored, for plain and for varied orders. */
    GROWTH(GrowthPart::new),
    /** Processor time after a million orders, with other flags of the JVM. */
    LONG(LongRunPart::new),
    /** The look-ups and sums of reports, with millions of orders stored. */
    QUESTIONS(QuestionsPart::new),
    /** Start-up, and memory without work. */
    START(StartPart::new);

    /** Measures a part, and shows the samples. */
    @FunctionalInterface
    interface Measurement {
        void run(BenchmarkReport report);
    }

    private final BiFunction<BenchmarkContext, BenchmarkOptions, Measurement> measurement;
    private final Map<String, String> postgresSettings;

    BenchmarkPart(BiFunction<BenchmarkContext, BenchmarkOptions, Measurement> measurement) {
        this(measurement, Map.of());
    }

    BenchmarkPart(
            BiFunction<BenchmarkContext, BenchmarkOptions, Measurement> measurement,
            Map<String, String> postgresSettings) {
        this.measurement = measurement;
        this.postgresSettings = postgresSettings;
    }

    /** Of the server that it is measured on, besides those of the machine. */
    Map<String, String> postgresSettings() {
        return postgresSettings;
    }

    Measurement measurement(BenchmarkContext context, BenchmarkOptions options) {
        return measurement.apply(context, options);
    }

    /** As it is written on the command line, and in the page's marks. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
