package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.local.server.LocalServer;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.ServiceProcess;
import dev.orderpipeline.quickstart.service.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The time of a service from {@code java -jar} to ready, and its memory when idle. */
record StartPart(BenchmarkContext context, BenchmarkOptions options) implements BenchmarkPart.Measurement {

    private static final Duration IDLE = Duration.ofSeconds(5);

    private record Start(double seconds, Optional<ResourceUsage.Memory> idle) {}

    @Override
    public void run(BenchmarkReport report) {
        options.loadOrders(context, 0);
        TextTable table = new TextTable().text("").number("seconds to ready").number("idle resident set, MiB");
        try (PipelineWorkspace workspace = new PipelineWorkspace(context.stack(), Topology.DEFAULT.partitions())) {
            for (Stage stage : Stage.values()) {
                // Not measured: it creates tables and topics.
                start(stage, workspace);
                List<Start> runs = options.repeat(context, stage.service(), () -> start(stage, workspace));
                table.row(stage.service(), Samples.of(runs, Start::seconds).precise(), memory(runs));
            }
        }
        report.table("Start of one service, with running servers", table);
    }

    private Start start(Stage stage, PipelineWorkspace workspace) {
        Map<String, String> environment = workspace.environment(stage);
        long start = System.nanoTime();
        try (ServiceProcess service = context.services()
                .start(stage, environment, context.logs().resolve("start-" + stage.service() + ".log"))) {
            service.awaitReady(LocalServer.DEFAULT_START_TIMEOUT, context.stop());
            double seconds = (System.nanoTime() - start) / 1e9;
            context.pause(IDLE);
            return new Start(seconds, ResourceUsage.memory(service.pid()));
        }
    }

    private static String memory(List<Start> runs) {
        List<ResourceUsage.Memory> known =
                runs.stream().flatMap(run -> run.idle().stream()).toList();
        return known.isEmpty()
                ? "–"
                : Samples.of(known, ResourceUsage.Memory::now).whole();
    }
}
