package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.Range;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.console.WrongOptions;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.LocalStackOptions;
import dev.orderpipeline.quickstart.service.Installation;
import dev.orderpipeline.quickstart.service.PreparedServices;
import dev.orderpipeline.quickstart.stack.LogFolder;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The benchmark. It prints figures and judges none of them. */
@Command(
        name = "./quickstart bench",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Measures how fast the pipeline is on this machine, against PostgreSQL's own COPY of the same rows.",
            ""
        },
        footer = {
            "",
            "Nothing else should run on the machine meanwhile.",
            "Exit code: 0 if all was measured; 1 if not. 2 for wrong options."
        })
public final class BenchCommand implements Callable<Integer> {

    private static final long MAX_ORDERS = 1_000_000_000;

    private final Terminal terminal;
    private final StopSignal stop;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--only",
            paramLabel = "PART",
            split = ",",
            description = "What to measure, of ${COMPLETION-CANDIDATES}. Default: all of it")
    private Set<Part> only = EnumSet.allOf(Part.class);

    @Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "50000",
            description = "Orders in a backlog. Default: ${DEFAULT-VALUE}, a week of the known stream")
    @Range(min = 1, max = MAX_ORDERS)
    private long orders;

    @Option(
            names = "--warm-up",
            paramLabel = "N",
            defaultValue = "20000",
            description = "Orders that are processed before the clock starts. Default: ${DEFAULT-VALUE}")
    @Range(min = 1, max = MAX_ORDERS)
    private long warmUp;

    @Option(
            names = "--stored",
            paramLabel = "N",
            split = ",",
            defaultValue = "0,1000000,5000000",
            description = "Orders that are stored already, for the growth, in growing order. Default: ${DEFAULT-VALUE}")
    private List<Long> stored = new ArrayList<>();

    @Option(
            names = "--repeat",
            paramLabel = "N",
            defaultValue = "3",
            description = "How often to measure; shown is the median, with the range. Default: ${DEFAULT-VALUE}")
    @Range(min = 1)
    private int repetitions;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Another seed gives other orders. Default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(
            names = "--print-only",
            description = "Print the figures, and leave docs/performance.md and its chart as they are")
    private boolean printOnly;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and end")
    private boolean help;

    public BenchCommand(Terminal terminal, StopSignal stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        Plan plan = plan();
        Installation installation = Installation.ofThisProgram();
        PerformancePage page =
                new PerformancePage(installation.root().resolve("docs").resolve("performance.md"));
        if (!printOnly) {
            page.requirePlaceFor(only);
        }
        PreparedServices services =
                terminal.step("Preparing the services (once after a build)", () -> new PreparedServices(installation));
        LogFolder logs = LogFolder.create(null, stop);
        boolean measured = false;
        try {
            for (Part part : only) {
                Protocol protocol = measure(part, plan, services, logs);
                if (!printOnly) {
                    protocol.writeTo(page, part);
                }
            }
            measured = true;
            return CommandLine.ExitCode.OK;
        } finally {
            if (!measured) {
                logs.keep();
            }
        }
    }

    /** On servers of its own: no part finds them in the state that another has left. */
    private Protocol measure(Part part, Plan plan, PreparedServices services, LogFolder logs) {
        try (LocalStack stack = terminal.step(
                "Starting Kafka, PostgreSQL and Redis",
                () -> LocalStack.start(
                        LocalStackOptions.defaults().withPostgresSettings(Machine.postgresSettings())))) {
            Protocol protocol = new Protocol(terminal);
            protocol.paragraph("`./quickstart bench %s`. %s".formatted(plan.options(part), Machine.description(stack)));
            part.measurement(new Workbench(stack, services, logs.path(), terminal, stop), plan)
                    .run(protocol);
            return protocol;
        }
    }

    private Plan plan() {
        WrongOptions.requireRanges(spec);
        if (stored.stream().anyMatch(count -> count < 0)
                || !stored.equals(stored.stream().sorted().toList())) {
            throw wrongOptions("--stored takes numbers of at least 0, in growing order");
        }
        return new Plan(orders, warmUp, stored, repetitions, seed);
    }

    private ParameterException wrongOptions(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
