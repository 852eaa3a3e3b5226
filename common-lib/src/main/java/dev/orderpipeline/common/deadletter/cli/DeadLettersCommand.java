package dev.orderpipeline.common.deadletter.cli;

import dev.orderpipeline.common.config.InvalidSettingsException;
import dev.orderpipeline.common.config.SettingsUse;
import dev.orderpipeline.common.deadletter.StoredDeadLetter;
import dev.orderpipeline.common.deadletter.cli.DeadLetters.Redriven;
import dev.orderpipeline.common.kafka.MissingTopicException;
import java.io.PrintWriter;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Lists, redrives and drops a service's dead letters. */
@Command(
        name = DeadLettersCommand.NAME,
        usageHelpAutoWidth = true,
        sortOptions = false,
        mixinStandardHelpOptions = true,
        description = "Lists, redrives and drops the service's dead letters. It is configured by the same variables "
                + "as the service, which may run meanwhile; list and drop need those of Kafka alone.",
        synopsisSubcommandLabel = "(list | redrive | drop)",
        footer = {
            "",
            "Exit codes: 0 done; 1 some dead letters failed again; 2 invalid options or settings, or a missing topic; "
                    + "3 a server did not respond in time or rejects the user: unfinished dead letters are still pending."
        })
public final class DeadLettersCommand {

    public static final String NAME = "dead-letters";
    public static final int INVALID_USAGE = ExitCode.USAGE;

    private static final int FAILED_AGAIN = 1;
    private static final int RETRIES_EXHAUSTED = 3;
    private static final int DEFAULT_LIMIT = 100;

    private final SpringApplication spring;

    @Spec
    private CommandSpec spec;

    private DeadLettersCommand(SpringApplication spring) {
        this.spring = spring;
    }

    /**
     * Runs the command.
     *
     * @param spring the service, which is started without its loop and its web server, once the arguments are
     *     valid
     * @return the exit code
     */
    public static int execute(SpringApplication spring, PrintWriter out, PrintWriter err, String... arguments) {
        spring.setWebApplicationType(WebApplicationType.NONE);
        spring.setLazyInitialization(true);
        spring.setLogStartupInfo(false);
        return new CommandLine(new DeadLettersCommand(spring))
                .setOut(out)
                .setErr(err)
                .setParameterExceptionHandler(new InvalidOptions())
                .setExecutionExceptionHandler((failure, command, result) -> explain(failure, err))
                .execute(arguments);
    }

    @Command(
            description = "Lists pending dead letters: how many of each code, then the newest ones. Changes nothing.",
            mixinStandardHelpOptions = true)
    int list(
            @Mixin SelectedDeadLetters selection,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "" + DEFAULT_LIMIT,
                            description = "Show the N newest at most; all are counted. Default: ${DEFAULT-VALUE}")
                    int limit) {
        requireAtLeastOne(limit);
        return run(SettingsUse.LIST, letters -> {
            show(letters, selection::includes, limit, "pending");
            return ExitCode.OK;
        });
    }

    @Command(
            description =
                    "Processes pending dead letters as the service processes records. Those that fail again stay pending, "
                            + "with their attempts counted.",
            mixinStandardHelpOptions = true)
    int redrive(
            @Mixin SelectedDeadLetters selection,
            @Option(names = "--limit", paramLabel = "N", description = "Redrive the N oldest at most") @Nullable
                    Integer limit,
            @Option(names = "--dry-run", description = "Only show what would be redriven") boolean dryRun) {
        requireAtLeastOne(limit);
        return run(dryRun ? SettingsUse.LIST : SettingsUse.REDRIVE, letters -> {
            DeadLetterFilter filter = filter(limit);
            DeadLetterTable kept = new DeadLetterTable(0);
            letters.forEach(selection::includes, letter -> {
                if (letter.canBeRedriven()) {
                    filter.add(letter);
                } else {
                    kept.add(letter);
                }
            });
            int exitCode = ExitCode.OK;
            if (dryRun) {
                show(letters, filter::contains, DEFAULT_LIMIT, "would be redriven");
            } else {
                Redriven redriven = letters.redrive(filter);
                int failed = redriven.failed().size();
                out().printf(
                                "redriven: %d (%d done, %d failed again)%n",
                                redriven.letters(), redriven.letters() - failed, failed);
                exitCode = failed == 0 ? ExitCode.OK : FAILED_AGAIN;
            }
            if (kept.total() > 0) {
                out().printf(
                                "kept: %d (no value to process: a tombstone, or too large for the topic or this heap)%n",
                                kept.total());
            }
            return exitCode;
        });
    }

    @Command(
            description = "Drops pending dead letters, oldest first. They stay in the topic, but are neither listed "
                    + "nor redriven any more. At least one of --code, --from, --to or --all has to be given.",
            mixinStandardHelpOptions = true)
    int drop(
            @Mixin SelectedDeadLetters selection,
            @Option(names = "--all", description = "Drop all, whatever their code and time") boolean all,
            @Option(names = "--limit", paramLabel = "N", description = "Drop the N oldest at most") @Nullable
                    Integer limit,
            @Option(names = "--dry-run", description = "Only show what would be dropped") boolean dryRun) {
        requireAtLeastOne(limit);
        if (all != selection.isEverything()) {
            throw invalidOptions(
                    all
                            ? "--all goes without --code, --from and --to"
                            : "Select dead letters by --code, --from or --to, or all of them by --all");
        }
        return run(dryRun ? SettingsUse.LIST : SettingsUse.DROP, letters -> {
            DeadLetterFilter filter = filter(limit);
            letters.forEach(selection::includes, filter::add);
            if (dryRun) {
                show(letters, filter::contains, DEFAULT_LIMIT, "would be dropped");
            } else {
                out().printf("dropped: %d%n", letters.drop(filter));
            }
            return ExitCode.OK;
        });
    }

    private int run(SettingsUse use, ToIntFunction<DeadLetters> work) {
        try (ConfigurableApplicationContext context =
                spring.run("--logging.level.root=WARN", "--" + SettingsUse.PROPERTY + "=" + use)) {
            return work.applyAsInt(context.getBean(DeadLetters.class));
        }
    }

    private static DeadLetterFilter filter(@Nullable Integer limit) {
        return new DeadLetterFilter(limit == null ? Integer.MAX_VALUE : limit);
    }

    private void show(DeadLetters letters, Predicate<StoredDeadLetter> selected, int limit, String heading) {
        DeadLetterTable listing = new DeadLetterTable(limit);
        letters.forEach(selected, listing::add);
        out().printf("%s: %d%n", heading, listing.total());
        if (listing.total() > 0) {
            out().println();
            listing.lines().forEach(out()::println);
        }
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private void requireAtLeastOne(@Nullable Integer limit) {
        if (limit != null && limit < 1) {
            throw invalidOptions("--limit must be at least 1, was " + limit);
        }
    }

    private ParameterException invalidOptions(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static int explain(Exception failure, PrintWriter err) throws Exception {
        if (failure instanceof InvalidSettingsException) {
            // Spring has logged it already.
            return INVALID_USAGE;
        }
        if (failure instanceof MissingTopicException) {
            err.println(failure.getMessage());
            return INVALID_USAGE;
        }
        if (failure instanceof RetriesExhaustedException) {
            err.printf(
                    "Retries exhausted: %s%nNothing is lost: unfinished dead letters are still pending. Run the command again%n",
                    failure.getMessage());
            return RETRIES_EXHAUSTED;
        }
        failure.printStackTrace(err);
        return RETRIES_EXHAUSTED;
    }
}
