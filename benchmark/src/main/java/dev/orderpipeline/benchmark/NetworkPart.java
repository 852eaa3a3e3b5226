package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.MeasuredPipeline.Drained;
import dev.orderpipeline.generator.console.Format;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The throughput of a backlog with PostgreSQL on the same machine, and as over a network. */
record NetworkPart(BenchmarkContext context, BenchmarkOptions options) implements BenchmarkPart.Measurement {

    private static final List<Duration> ROUND_TRIPS =
            List.of(Duration.ZERO, Duration.ofNanos(500_000), Duration.ofMillis(2));

    @Override
    public void run(BenchmarkReport report) {
        DrainTable table = new DrainTable("delay of a round trip");
        for (Duration roundTrip : ROUND_TRIPS) {
            String name = "%s ms".formatted(Format.decimal(roundTrip.toNanos() / 1e6));
            table.row(name, options.repeat(context, name, () -> drain(roundTrip)));
        }
        report.table("A backlog of %s orders over a network".formatted(Format.number(options.orders())), table.table());
    }

    private Drained drain(Duration roundTrip) {
        int port = context.stack().postgres().port();
        try (DelayedConnections connections = new DelayedConnections(port, roundTrip.dividedBy(2))) {
            Map<String, String> variables =
                    Map.of("PG_HOST", "localhost", "PG_PORT", Integer.toString(connections.port()));
            return new DrainBenchmark(context.withVariables(variables), options).whole(Topology.DEFAULT);
        }
    }
}
