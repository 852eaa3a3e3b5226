package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.DrainBenchmark.Compared;
import dev.orderpipeline.benchmark.MeasuredPipeline.Drained;
import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.quickstart.service.PerStage;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.ArrayList;
import java.util.List;

/** The throughput with more partitions, replicas and loops. */
record ScalePart(BenchmarkContext context, BenchmarkOptions options) implements BenchmarkPart.Measurement {

    private static final List<Topology> TOPOLOGIES =
            List.of(new Topology(1, 1, 1), new Topology(4, 1, 1), new Topology(4, 1, 2), new Topology(4, 2, 1));

    @Override
    public void run(BenchmarkReport report) {
        DrainBenchmark drains = new DrainBenchmark(context, options);
        TextTable table = new TextTable().text("topology").number("the whole pipeline");
        for (Stage stage : Stage.values()) {
            table.number(stage.service() + " alone");
        }
        for (Topology topology : TOPOLOGIES) {
            List<Drained> whole = options.repeat(
                    context, "The whole pipeline with " + topology.description(), () -> drains.whole(topology));
            List<PerStage<Compared>> alone = options.repeat(
                    context, "Each service alone with " + topology.description(), () -> drains.alone(topology));
            List<Object> row = new ArrayList<>();
            row.add(topology.description());
            row.add(Samples.of(whole, Drained::perSecond).whole());
            for (Stage stage : Stage.values()) {
                row.add(Samples.of(alone, run -> run.get(stage).drained().perSecond())
                        .whole());
            }
            table.row(row.toArray());
        }
        report.table("Orders per second", table);
    }
}
