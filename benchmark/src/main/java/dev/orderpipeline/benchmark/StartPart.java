package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.local.server.LocalServer;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.ServiceProcess;
import dev.orderpipeline.quickstart.service.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The time of a service from {@code java -jar} to ready, and its memory when idle, with the flags of the JVM that are shipped
 * and with others.
 */
record StartPart(BenchmarkContext context, BenchmarkOptions options) implements BenchmarkPart.Measurement {

    private static final Duration IDLE = Duration.ofSeconds(5);

    private record Start(double seconds, Optional<ResourceUsage.Memory> idle) {}

    @Override
    public void run(BenchmarkReport report) {
        options.loadOrders(context, 0);
        TextTable table = new TextTable().text("flags");
        for (Stage stage : Stage.values()) {
            table.number(stage.service() + ", s");
        }
        for (Stage stage : Stage.values()) {
            table.number(stage.service() + ", MiB");
        }
        try (PipelineWorkspace workspace = new PipelineWorkspace(context.stack(), Topology.DEFAULT.partitions())) {
            // Not measured: it creates tables and topics.
            startAll(context, workspace);
            for (JvmFlags flags : JvmFlags.SETS) {
                BenchmarkContext withFlags = context.withJvmFlags(flags.flags());
                table.row(
                        row(flags.name(), options.repeat(context, flags.name(), () -> startAll(withFlags, workspace))));
            }
        }
        report.table("Start of one service, with running servers: seconds to ready, and idle resident set", table);
    }

    /** In the order of the stages. */
    private static List<Start> startAll(BenchmarkContext context, PipelineWorkspace workspace) {
        return Stream.of(Stage.values())
                .map(stage -> start(context, stage, workspace))
                .toList();
    }

    private static Start start(BenchmarkContext context, Stage stage, PipelineWorkspace workspace) {
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

    private static Object[] row(String name, List<List<Start>> runs) {
        List<Object> row = new ArrayList<>(List.of(name));
        for (Stage stage : Stage.values()) {
            row.add(Samples.of(runs, run -> run.get(stage.ordinal()).seconds()).precise());
        }
        for (Stage stage : Stage.values()) {
            row.add(memory(runs.stream().map(run -> run.get(stage.ordinal())).toList()));
        }
        return row.toArray();
    }

    private static String memory(List<Start> runs) {
        List<ResourceUsage.Memory> known =
                runs.stream().flatMap(run -> run.idle().stream()).toList();
        return known.isEmpty()
                ? "–"
                : Samples.of(known, ResourceUsage.Memory::now).whole();
    }
}
