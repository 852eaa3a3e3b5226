package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.MeasuredPipeline.Drained;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.order.SourceRecord;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The processor time of an order in services that have been at work for long, with the flags of the JVM that are shipped and
 * with others.
 */
record LongRunPart(BenchmarkContext context, BenchmarkOptions options) implements BenchmarkPart.Measurement {

    /** With the default of {@code --orders}, a million orders before the measurement, and a million measured. */
    private static final int BACKLOGS = 20;

    /** Code compiled after a twentieth of the usual calls would be optimized before its profile is known. */
    private static final List<String> BOTH_COMPILERS =
            List.of("-XX:TieredStopAtLevel=4", "-XX:CompileThresholdScaling=1");

    private static final List<JvmFlags> FLAGS = List.of(
            new JvmFlags("as shipped", List.of()),
            new JvmFlags("a heap for 320 MiB", List.of("-Xmx112m", "-Xmn60m")),
            bothCompilers("both compilers"),
            bothCompilers("both compilers, a heap for 320 MiB", "-Xmx112m", "-Xmn60m"),
            bothCompilers("both compilers, a heap for 512 MiB", "-Xmx240m", "-Xmn150m"),
            bothCompilers(
                    "the same, parallel collector", "-Xmx240m", "-Xmn150m", "-XX:-UseSerialGC", "-XX:+UseParallelGC"));

    private record JvmFlags(String name, List<String> flags) {}

    private static JvmFlags bothCompilers(String name, String... flags) {
        return new JvmFlags(
                name, Stream.concat(BOTH_COMPILERS.stream(), Stream.of(flags)).toList());
    }

    @Override
    public void run(BenchmarkReport report) {
        long orders = BACKLOGS * options.orders();
        DrainTable table = new DrainTable("flags");
        for (JvmFlags flags : FLAGS) {
            Drained drained = context.terminal().step(flags.name(), () -> drain(flags, orders));
            table.row(flags.name(), List.of(drained));
        }
        report.paragraph(
                "Processor time of an order after %s others, and the most memory that each service had resident."
                        .formatted(Format.number(orders)));
        report.table("A long run with other flags of the JVM", table.table());
    }

    private Drained drain(JvmFlags flags, long orders) {
        Iterator<SourceRecord> records =
                options.loadOrders(context, 2 * orders).records().iterator();
        try (MeasuredPipeline pipeline = MeasuredPipeline.start(context.withJvmFlags(flags.flags()))) {
            pipeline.process(pipeline.backlog(orders, records));
            pipeline.checkpoint();
            return pipeline.drain(pipeline.backlog(orders, records));
        }
    }
}
