package dev.orderpipeline.run.bench;

import dev.orderpipeline.local.LocalStackOptions;
import dev.orderpipeline.run.RunFailedException;
import dev.orderpipeline.run.ServiceProcess;
import dev.orderpipeline.run.Site;
import dev.orderpipeline.run.Stage;
import dev.orderpipeline.run.TextTable;
import dev.orderpipeline.run.bench.Setup.Size;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How long a service takes from {@code java -jar} to ready, and what memory it holds when it has nothing to do. */
record StartPart(Workbench bench, Plan plan) implements Part.Measurement {

    private static final Duration READY_WITHIN = LocalStackOptions.DEFAULT_START_TIMEOUT;
    private static final Duration IDLE = Duration.ofSeconds(5);
    private static final double MEBIBYTE = 1024.0 * 1024;

    private record Start(double seconds, Optional<Readings.Memory> idle) {}

    @Override
    public void run(Protocol protocol) {
        plan.book(bench, 0);
        TextTable table = new TextTable().text("").number("seconds to ready").number("MiB resident, idle");
        try (Site site = new Site(bench.stack(), Size.USUAL.partitions())) {
            for (Stage stage : Stage.values()) {
                // Once without the clock: it makes the tables and topics.
                start(stage, site);
                List<Start> runs = plan.repeat(bench, stage.service(), () -> start(stage, site));
                table.row(stage.service(), Figures.of(runs, Start::seconds).precise(), memory(runs));
            }
        }
        protocol.table("One service started on its own, on servers that run", table);
    }

    private Start start(Stage stage, Site site) {
        Map<String, String> environment = site.environment(stage);
        environment.putAll(Setup.withDefaults().variables());
        long start = System.nanoTime();
        try (ServiceProcess service =
                bench.services().start(stage, environment, bench.logs().resolve("start-" + stage.service() + ".log"))) {
            bench.await(() -> {
                service.requireAlive();
                if (System.nanoTime() - start > READY_WITHIN.toNanos()) {
                    throw new RunFailedException("%s was not ready after %d s. %s"
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
