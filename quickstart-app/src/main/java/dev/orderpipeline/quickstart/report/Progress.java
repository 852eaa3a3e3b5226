package dev.orderpipeline.quickstart.report;

import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.local.kafka.GroupPosition;
import dev.orderpipeline.quickstart.service.PerStage;
import dev.orderpipeline.quickstart.service.ServiceMetrics;
import dev.orderpipeline.quickstart.service.ServiceProcess;
import dev.orderpipeline.quickstart.service.Stage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Prints the progress of the services: on an interactive terminal a block that is redrawn every second, elsewhere a plain
 * line every five seconds; in the end, the block of the whole run.
 */
public final class Progress {

    private static final Duration REDRAW_INTERVAL = Duration.ofSeconds(1);
    private static final Duration PRINT_INTERVAL = Duration.ofSeconds(5);

    private final Terminal terminal;
    private final Map<ServiceProcess, ServiceCounts> counts = new LinkedHashMap<>();
    private final long start = System.nanoTime();
    private Map<Stage, Long> lastConsumed = new EnumMap<>(Stage.class);
    private long lastShown = start;

    public Progress(Terminal terminal, List<ServiceProcess> services) {
        this.terminal = terminal;
        services.forEach(service ->
                counts.put(service, new ServiceCounts(service.metrics().orElse(ServiceMetrics.NONE))));
    }

    /** Prints the progress with the rates since the last update, once per interval. */
    public void update(long fed, PerStage<GroupPosition> positions) {
        Duration interval = terminal.isInteractive() ? REDRAW_INTERVAL : PRINT_INTERVAL;
        long now = System.nanoTime();
        if (now - lastShown >= interval.toNanos()) {
            List<StageProgress> stages = stages(positions, lastConsumed, Duration.ofNanos(now - lastShown));
            lastConsumed = stages.stream().collect(Collectors.toMap(StageProgress::stage, stage -> stage.metrics()
                    .consumed()));
            lastShown = now;
            Duration elapsed = Duration.ofNanos(now - start);
            if (terminal.isInteractive()) {
                terminal.replaceableLines(block(elapsed, fed, stages));
            } else {
                terminal.line(line(elapsed, fed, stages));
            }
        }
    }

    /** Prints the final state, with the rates of the whole run. */
    public void finish(long fed, PerStage<GroupPosition> positions) {
        Duration elapsed = Duration.ofNanos(System.nanoTime() - start);
        terminal.replaceableLines(block(elapsed, fed, stages(positions, Map.of(), elapsed)));
    }

    /** @param before records consumed by each stage at the beginning of the time; 0 by default */
    private List<StageProgress> stages(PerStage<GroupPosition> positions, Map<Stage, Long> before, Duration time) {
        List<StageProgress> stages = new ArrayList<>();
        counts.forEach((service, ofService) -> {
            Stage stage = service.stage();
            service.metrics().ifPresent(ofService::update);
            ServiceMetrics metrics = ofService.total();
            stages.add(new StageProgress(
                    stage,
                    metrics,
                    positions.get(stage).lag(),
                    Format.perSecond(metrics.consumed() - before.getOrDefault(stage, 0L), time)));
        });
        return stages;
    }

    static List<String> block(Duration elapsed, long fed, List<StageProgress> stages) {
        TextTable table = new TextTable()
                .text("")
                .number("consumed")
                .number("written")
                .number("lag")
                .number("rate/s")
                .number("dead letters");
        for (StageProgress progress : stages) {
            table.row(
                    progress.stage().service(),
                    progress.metrics().consumed(),
                    progress.metrics().written(),
                    progress.lag(),
                    progress.perSecond(),
                    progress.metrics().deadLetters());
        }
        List<String> lines = new ArrayList<>();
        lines.add("%s, %s messages fed".formatted(Format.seconds(elapsed), Format.number(fed)));
        lines.addAll(table.lines());
        return lines;
    }

    /** With three services short enough for a line of 80 characters; the rate is that of the last stage. */
    static String line(Duration elapsed, long fed, List<StageProgress> stages) {
        String consumed = stages.stream()
                .map(progress -> " | %s %s"
                        .formatted(
                                progress.stage(),
                                Format.number(progress.metrics().consumed())))
                .collect(Collectors.joining());
        double rate = stages.get(stages.size() - 1).perSecond();
        return "%s, %s fed%s, %s/s"
                .formatted(Format.seconds(elapsed), Format.number(fed), consumed, Format.number(rate));
    }
}
