package dev.orderpipeline.run;

import dev.orderpipeline.local.GroupPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Shows how the services get on: on an interactive terminal a block that is redrawn every second, elsewhere a plain
 * line every five seconds.
 */
final class Progress {

    private static final Duration REDRAW_EVERY = Duration.ofSeconds(1);
    private static final Duration PRINT_EVERY = Duration.ofSeconds(5);

    private final Terminal terminal;
    private final List<ServiceProcess> services;
    private final Map<Stage, ServiceMetrics> lastMetrics = new EnumMap<>(Stage.class);
    private final long start = System.nanoTime();
    private long lastShown = start;

    Progress(Terminal terminal, List<ServiceProcess> services) {
        this.terminal = terminal;
        this.services = services;
        services.forEach(
                service -> lastMetrics.put(service.stage(), service.metrics().orElse(ServiceMetrics.NONE)));
    }

    /** Shows the state of things if it is time to. */
    void update(long fed, Map<Stage, GroupPosition> positions) {
        Duration interval = terminal.isInteractive() ? REDRAW_EVERY : PRINT_EVERY;
        if (System.nanoTime() - lastShown >= interval.toNanos()) {
            show(fed, positions);
        }
    }

    /** Shows the state of things. */
    void show(long fed, Map<Stage, GroupPosition> positions) {
        long now = System.nanoTime();
        Duration sinceLastShown = Duration.ofNanos(now - lastShown);
        List<StageProgress> stages = new ArrayList<>();
        for (ServiceProcess service : services) {
            Stage stage = service.stage();
            ServiceMetrics last = lastMetrics.get(stage);
            ServiceMetrics metrics = service.metrics().orElse(last);
            lastMetrics.put(stage, metrics);
            stages.add(new StageProgress(
                    stage,
                    metrics,
                    positions.get(stage).lag(),
                    Format.perSecond(metrics.consumed() - last.consumed(), sinceLastShown)));
        }
        lastShown = now;
        Duration elapsed = Duration.ofNanos(now - start);
        if (terminal.isInteractive()) {
            terminal.replaceableLines(block(elapsed, fed, stages));
        } else {
            terminal.line(line(elapsed, fed, stages));
        }
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

    static String line(Duration elapsed, long fed, List<StageProgress> stages) {
        String services = stages.stream()
                .map(progress -> "%s consumed %s, written %s, lag %s, %s/s, dead letters %s"
                        .formatted(
                                progress.stage(),
                                Format.number(progress.metrics().consumed()),
                                Format.number(progress.metrics().written()),
                                Format.number(progress.lag()),
                                Format.number(progress.perSecond()),
                                Format.number(progress.metrics().deadLetters())))
                .collect(Collectors.joining(" | "));
        return "%s, %s fed | %s".formatted(Format.seconds(elapsed), Format.number(fed), services);
    }
}
