package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.Setup.Size;
import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.local.server.LocalServer;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.ServiceProcess;
import dev.orderpipeline.quickstart.service.Stage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How long a service takes from {@code java -jar} to ready, and what memory it holds when it has nothing to do. */
record StartPart(Workbench bench, Plan plan) implements Part.Measurement {

    private static final Duration READY_WITHIN = LocalServer.DEFAULT_START_TIMEOUT;
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final double MEBIBYTE = 1024.0 * 1024;

    private record Start(double seconds, Optional<Readings.Memory> idle) {}

    @Override
    public void run(Protocol protocol) {
        plan.book(bench, 0);
        TextTable table = new TextTable().text("").number("seconds to ready").number("MiB resident, idle");
        try (PipelineWorkspace site = new PipelineWorkspace(bench.stack(), Size.USUAL.partitions())) {
            for (Stage stage : Stage.values()) {
                // Once without the clock: it makes the tables and topics.
                start(stage, site);
                List<Start> runs = plan.repeat(bench, stage.service(), () -> start(stage, site));
                table.row(stage.service(), Figures.of(runs, Start::seconds).precise(), memory(runs));
            }
        }
        protocol.table("One service started on its own, on servers that run", table);
    }

    private Start start(Stage stage, PipelineWorkspace site) {
        Map<String, String> environment = site.environment(stage);
        environment.putAll(Setup.withDefaults().variables());
        long start = System.nanoTime();
        try (ServiceProcess service =
                bench.services().start(stage, environment, bench.logs().resolve("start-" + stage.service() + ".log"))) {
            bench.await(() -> {
                service.requireAlive();
                if (System.nanoTime() - start > READY_WITHIN.toNanos()) {
                    throw new CommandFailedException("%s was not ready after %d s. %s"
                            .formatted(stage.service(), READY_WITHIN.toSeconds(), service.logTail()));
                }
                return service.isReady();
            });
            double seconds = (System.nanoTime() - start) / 1e9;
            bench.pause(IDLE);
            return new Start(seconds, Readings.memory(service.pid()));
        }
    }

    private static String memory(List<Start> runs) {
        List<Readings.Memory> known =
                runs.stream().flatMap(run -> run.idle().stream()).toList();
        return known.isEmpty()
                ? "–"
                : Figures.of(known, memory -> memory.now() / MEBIBYTE).whole();
    }
}
