package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.MeasuredPipeline.Drained;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.order.SourceRecord;
import java.util.Iterator;
import java.util.List;

/**
 * The processor time of an order in services that have been at work for long, with the flags of the JVM that are shipped and
 * with others.
 */
record LongRunPart(BenchmarkContext context, BenchmarkOptions options) implements BenchmarkPart.Measurement {

    /** With the default of {@code --orders}, a million orders before the measurement, and a million measured. */
    private static final int BACKLOGS = 20;

    @Override
    public void run(BenchmarkReport report) {
        long orders = BACKLOGS * options.orders();
        DrainTable table = new DrainTable("flags");
        for (JvmFlags flags : JvmFlags.SETS) {
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
