package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.Program;
import dev.orderpipeline.generator.console.ProgramCommand;
import dev.orderpipeline.generator.console.Range;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.feed.GeneratedOrders;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.LocalStackOptions;
import dev.orderpipeline.local.process.LocalStackException;
import dev.orderpipeline.quickstart.service.Installation;
import dev.orderpipeline.quickstart.service.PreparedServices;
import dev.orderpipeline.quickstart.stack.LogFolder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The benchmark: prints figures, without pass or fail. */
@Command(
        name = "./quickstart bench",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Measures throughput and latency on this machine, with PostgreSQL's COPY of the same rows as the baseline.",
            ""
        },
        footer = {
            "",
            "No other programs should run on the machine meanwhile.",
            "Exit code: 0 if all measurements are complete; 1 if not. 2 for invalid options."
        })
public final class BenchCommand extends ProgramCommand {

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "Parts to measure, of ${COMPLETION-CANDIDATES}. Default: all")
    private Set<BenchmarkPart> only = EnumSet.allOf(BenchmarkPart.class);

    @Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "50000",
            description = "Orders in a backlog. Default: ${DEFAULT-VALUE}, about a week of orders")
    @Range(min = 1, max = GeneratedOrders.MAX_ORDERS)
    private long orders;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Orders processed before each measurement. Default: ${DEFAULT-VALUE}")
    @Range(min = 1, max = GeneratedOrders.MAX_ORDERS)
    private long warmUp;

    @Option(
            names = "--stored",
            paramLabel = "N",
            split = ",",
            defaultValue = "0,1000000,5000000",
            description =
                    "Stored orders for the part growth, in ascending order; the last for questions. Default: ${DEFAULT-VALUE}")
    private List<Long> stored = new ArrayList<>();

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "3",
            description = "Number of repetitions; the median and the range are reported. Default: ${DEFAULT-VALUE}")
    @Range(min = 1)
    private int repetitions;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the generated orders. Default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(
            names = "--print-only",
            description = "Print the figures without updating docs/performance.md and its chart")
    private boolean printOnly;

    public BenchCommand(Terminal terminal, StopSignal stop) {
        super(terminal, stop);
    }

    public static void main(String[] arguments) {
        Program.main(arguments, BenchCommand::new, Set.of(LocalStackException.class));
    }

    @Override
    protected boolean run() {
        BenchmarkOptions options = options();
        Installation installation = Installation.ofThisProgram();
        PerformancePage page =
                new PerformancePage(installation.root().resolve("docs").resolve("performance.md"));
        if (!printOnly) {
            page.requirePlaceFor(only);
        }
        PreparedServices services =
                terminal.step("Preparing the services (once after a build)", () -> new PreparedServices(installation));
        LogFolder logs = LogFolder.create(null, stop);
        return logs.keepUnless(() -> {
            for (BenchmarkPart part : only) {
                BenchmarkReport report = measure(part, options, services, logs);
                if (!printOnly) {
                    report.writeTo(page, part);
                }
            }
            return true;
        });
    }

    /** On servers of its own, so that parts do not affect each other. */
    private BenchmarkReport measure(
            BenchmarkPart part, BenchmarkOptions options, PreparedServices services, LogFolder logs) {
        Map<String, String> settings = new HashMap<>(Machine.postgresSettings());
        settings.putAll(part.postgresSettings());
        try (LocalStack stack = terminal.step(
                "Starting Kafka, PostgreSQL and Redis",
                () -> LocalStack.start(LocalStackOptions.defaults().withPostgresSettings(settings)))) {
            BenchmarkReport report = new BenchmarkReport(terminal);
            report.paragraph(
                    "`./quickstart bench %s`. %s".formatted(options.arguments(part), Machine.description(stack)));
            part.measurement(new BenchmarkContext(stack, services, logs.path(), terminal, stop), options)
                    .run(report);
            return report;
        }
    }

    private BenchmarkOptions options() {
        if (stored.stream().anyMatch(count -> count < 0)
                || !stored.equals(stored.stream().sorted().toList())) {
            throw invalid("--stored must be numbers of at least 0, in ascending order");
        }
        return new BenchmarkOptions(orders, warmUp, stored, repetitions, seed);
    }
}
