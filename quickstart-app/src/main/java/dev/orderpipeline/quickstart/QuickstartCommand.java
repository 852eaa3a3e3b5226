package dev.orderpipeline.quickstart;

import dev.orderpipeline.generator.console.Range;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.console.TimeConverter;
import dev.orderpipeline.generator.console.WrongOptions;
import dev.orderpipeline.generator.feed.GeneratedOrders;
import dev.orderpipeline.generator.feed.OrderSource;
import dev.orderpipeline.generator.file.CapturedOrders;
import dev.orderpipeline.local.server.LocalServer;
import dev.orderpipeline.quickstart.report.Addresses;
import dev.orderpipeline.quickstart.stack.LocalPipeline;
import dev.orderpipeline.quickstart.stack.LogFolder;
import dev.orderpipeline.quickstart.stack.PortOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The main job: the whole pipeline on this machine, from the first order to the marts. */
@Command(
        name = "./quickstart",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Starts Kafka, PostgreSQL, Redis and the three services on this machine, feeds orders, and shows what has "
                    + "become of them in the marts. Stays until Ctrl-C, unless told otherwise.",
            ""
        },
        footer = {
            "",
            "Exit code: 0 if every order has passed through, the marts agree with a recount from the vault, and every "
                    + "invalid record fed, and no other, is among the dead letters; 1 if not. It is not known which of "
                    + "your own messages are invalid: 1 if all of them became dead letters. 2 for wrong options."
        })
public final class QuickstartCommand implements Callable<Integer> {

    private static final long DEFAULT_ORDERS = 10_000;
    private static final long DEFAULT_SEED = 1;
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(500);

    private final Terminal terminal;
    private final StopSignal stop;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--orders",
            paramLabel = "N",
            description = "How many orders to generate. Default: " + DEFAULT_ORDERS)
    @Range(min = 1, max = GeneratedOrders.MAX_ORDERS)
    private Long orders;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Another seed gives other orders, the same seed the same ones. Default: " + DEFAULT_SEED)
    private Long seed;

    @Option(names = "--rate", paramLabel = "N", description = "Messages fed a second. Default: as fast as it goes")
    @Range(min = 1)
    private Integer rate;

    @Option(
            names = "--orders-file",
            paramLabel = "FILE",
            description = "Feed these messages, one JSON a line, and generate none. Needs --reference-file")
    private Path ordersFile;

    @Option(
            names = "--reference-file",
            paramLabel = "FILE",
            description = "Users and restaurants of these messages, one {\"key\": id, \"value\": {...}} a line")
    private Path referenceFile;

    @Option(
            names = "--data-dir",
            paramLabel = "FOLDER",
            description = "Keep all data here; a run that finds data goes on with it. It has to be given the same "
                    + "orders again, which change nothing in the marts: replaying is safe. Default: a "
                    + "temporary folder")
    private Path dataDirectory;

    @Mixin
    private PortOptions ports;

    @Option(
            names = "--start-timeout",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "How long each part may take to start, for instance 20m on a very busy machine. Default: 10m")
    private Duration startTimeout = LocalServer.DEFAULT_START_TIMEOUT;

    @Option(names = "--exit", description = "End after the checks, instead of staying until Ctrl-C")
    private boolean exit;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and end")
    private boolean help;

    public QuickstartCommand(Terminal terminal, StopSignal stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        WrongOptions.requireRanges(spec);
        OptionalInt recordsPerSecond = recordsPerSecond();
        OrderSource source = source();
        requireSameOrdersAsBefore(source);
        LocalPipeline.Options options = new LocalPipeline.Options(dataDirectory, ports.reserve(terminal), startTimeout);
        try (LocalPipeline pipeline = LocalPipeline.start(options, source.reference(), terminal, stop)) {
            if (dataDirectory != null) {
                new FedOrdersMark(dataDirectory).write(source);
            }
            boolean asItShould =
                    execute(new QuickstartRun(pipeline, source, recordsPerSecond, terminal, stop), pipeline.logs());
            if (!exit) {
                stayUp(pipeline);
            }
            return asItShould ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }

    private void stayUp(LocalPipeline pipeline) {
        new Addresses(terminal).print(pipeline);
        terminal.heading("Everything stays up until Ctrl-C");
        while (!stop.await(CHECK_INTERVAL)) {
            List<String> ended = pipeline.parts().newlyEnded();
            ended.forEach(line -> terminal.line(terminal.bad(line)));
            if (!ended.isEmpty()) {
                pipeline.logs().keep();
            }
        }
        terminal.line("Stopping");
    }

    private static boolean execute(QuickstartRun run, LogFolder logs) {
        boolean asItShould = false;
        try {
            asItShould = run.execute();
            return asItShould;
        } finally {
            if (!asItShould) {
                logs.keep();
            }
        }
    }

    private OptionalInt recordsPerSecond() {
        return rate == null ? OptionalInt.empty() : OptionalInt.of(rate);
    }

    private OrderSource source() {
        if (ordersFile == null && referenceFile == null) {
            return new GeneratedOrders(orders == null ? DEFAULT_ORDERS : orders, seed == null ? DEFAULT_SEED : seed);
        }
        if (ordersFile == null || referenceFile == null) {
            throw wrongOptions("--orders-file and --reference-file go together");
        }
        if (orders != null || seed != null) {
            throw wrongOptions("--orders and --seed are for generated orders, not for --orders-file");
        }
        requireReadable(ordersFile);
        requireReadable(referenceFile);
        return new CapturedOrders(ordersFile, referenceFile);
    }

    private void requireSameOrdersAsBefore(OrderSource source) {
        if (dataDirectory == null) {
            return;
        }
        new FedOrdersMark(dataDirectory)
                .read()
                .filter(before -> !before.equals(source.options()))
                .ifPresent(before -> {
                    throw wrongOptions("%s holds the orders of %s: give the same again, or another folder"
                            .formatted(dataDirectory, before));
                });
    }

    private void requireReadable(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw wrongOptions("%s is no file that can be read".formatted(file));
        }
    }

    private ParameterException wrongOptions(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
