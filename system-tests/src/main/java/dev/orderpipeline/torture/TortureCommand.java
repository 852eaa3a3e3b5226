package dev.orderpipeline.torture;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.console.DurationConverter;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.Program;
import dev.orderpipeline.generator.console.ProgramCommand;
import dev.orderpipeline.generator.console.Range;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.LocalStackOptions;
import dev.orderpipeline.local.postgres.LocalCitus;
import dev.orderpipeline.local.process.LocalStackException;
import dev.orderpipeline.quickstart.service.Distribution;
import dev.orderpipeline.quickstart.stack.LogFolder;
import dev.orderpipeline.torture.Torture.Outcome;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Random orders and random disruptions, seed after seed. */
@Command(
        name = "./quickstart torture",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Feeds random orders while services and servers are killed, stopped and started at random, and compares the "
                    + "tables with those of an undisturbed pipeline. Everything is derived from a seed.",
            ""
        },
        footer = {"", "Exit code: 0 if every seed passed; 1 if not. 2 for invalid options."})
public final class TortureCommand extends ProgramCommand {

    private static final String ROW = "%12s %9s %11s %9s %6s %6s %8s  %-7s  %s";

    @Option(
            names = "--seeds",
            paramLabel = "N",
            defaultValue = "10",
            description = "Number of seeds to run. Default: ${DEFAULT-VALUE}")
    @Range(min = 1)
    private long seeds;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The first seed; the others follow in ascending order. Default: ${DEFAULT-VALUE}")
    @Range(min = 0)
    private long firstSeed;

    @Option(
            names = "--max-time",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Start no seed after this time, for example 20m or 1h30m. Default: no limit")
    private @Nullable Duration maxTime;

    @Option(
            names = "--group-protocol",
            paramLabel = "PROTOCOL",
            split = ",",
            defaultValue = "classic",
            description = "How replicas join their group: classic, consumer, or both in turn: classic,consumer. "
                    + "Default: ${DEFAULT-VALUE}")
    private List<GroupProtocol> groupProtocols = List.of();

    @Option(
            names = "--citus",
            description = "Run on tables that are distributed over a coordinator and two workers, by Citus in the "
                    + "PostgreSQL that the variable CITUS_HOME names (the folder with bin/postgres).")
    private boolean citus;

    public TortureCommand(Terminal terminal, StopSignal stop) {
        super(terminal, stop);
    }

    public static void main(String[] arguments) {
        Program.main(arguments, TortureCommand::new, Set.of(LocalStackException.class));
    }

    @Override
    protected boolean run() {
        LogFolder logs = LogFolder.create(null, stop);
        LocalStackOptions options = options();
        try (LocalStack stack = terminal.step("Starting Kafka, PostgreSQL and Redis", () -> LocalStack.start(options));
                Torture torture =
                        new Torture(stack, Optional.of(Distribution.TABLES).filter(tables -> citus), logs.path())) {
            return logs.keepUnless(() -> run(torture) == 0);
        }
    }

    private LocalStackOptions options() {
        if (!citus) {
            return LocalStackOptions.defaults();
        }
        Path home = LocalCitus.installation()
                .orElseThrow(() -> new CommandFailedException(
                        "--citus: CITUS_HOME names no PostgreSQL, set it to the folder with bin/postgres"));
        return LocalStackOptions.defaults().withCitus(home);
    }

    /** Runs the seeds and returns how many of them failed. */
    private long run(Torture torture) {
        long start = System.nanoTime();
        terminal.line(ROW.formatted(
                "seed", "messages", "partitions", "replicas", "loops", "batch", "time", "verdict", "disruptions"));
        long done = 0;
        long failed = 0;
        while (done < seeds && !stop.isGiven() && !isTimeOver(start)) {
            Outcome outcome = torture.run(firstSeed + done, groupProtocols);
            if (!stop.isGiven()) {
                print(outcome);
                done++;
                failed += outcome.isPassed() ? 0 : 1;
            }
        }
        terminal.line("%s in %s, %s failed"
                .formatted(
                        Format.count(done, "seed"),
                        Format.seconds(Duration.ofNanos(System.nanoTime() - start)),
                        Format.number(failed)));
        return failed;
    }

    private boolean isTimeOver(long start) {
        return maxTime != null && System.nanoTime() - start > maxTime.toNanos();
    }

    private void print(Outcome outcome) {
        Scenario scenario = outcome.scenario();
        terminal.line(ROW.formatted(
                scenario.seed(),
                scenario.arrivals().size(),
                scenario.partitions(),
                scenario.replicasText(),
                scenario.concurrency(),
                scenario.batchSize(),
                Format.seconds(outcome.taken()),
                outcome.isPassed() ? "ok" : "FAILED",
                scenario.disruptionsText()));
        outcome.problems().forEach(terminal::line);
        if (!outcome.isPassed()) {
            scenario.disruptions().forEach(disruption -> terminal.line("  " + disruption));
            terminal.line("  The services' logs: " + outcome.logs());
        }
    }
}
