package dev.orderpipeline.quickstart;

import dev.orderpipeline.generator.console.DurationConverter;
import dev.orderpipeline.generator.console.ProgramCommand;
import dev.orderpipeline.generator.console.Range;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.feed.GeneratedOrders;
import dev.orderpipeline.generator.feed.OrderFeed;
import dev.orderpipeline.generator.feed.OrderSource;
import dev.orderpipeline.generator.file.CapturedOrders;
import dev.orderpipeline.local.LocalStackOptions;
import dev.orderpipeline.local.server.LocalServer;
import dev.orderpipeline.quickstart.report.Addresses;
import dev.orderpipeline.quickstart.stack.LocalPipeline;
import dev.orderpipeline.quickstart.stack.PortOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The main command: the whole pipeline on this machine, from the first order to the marts. */
@Command(
        name = "./quickstart",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Starts Kafka, PostgreSQL, Redis and the three services on this machine, feeds orders, and prints the "
                    + "resulting marts. Keeps running until Ctrl-C.",
            ""
        },
        footer = {
            "",
            "Exit code: 0 if every order was processed, the marts agree with a recount from the vault, and every "
                    + "invalid record fed, and no other, is among the dead letters; 1 if not. With --orders-file, "
                    + "the expected dead letters are unknown: 1 if all messages became dead letters. 2 for invalid options."
        })
public final class QuickstartCommand extends ProgramCommand {

    private static final long DEFAULT_ORDERS = 10_000;
    private static final long DEFAULT_SEED = 1;
    private static final Duration CHECK_INTERVAL = Duration.ofMillis(500);

    @Option(
            names = "--orders",
            paramLabel = "N",
            description = "Number of orders to generate. Default: " + DEFAULT_ORDERS)
    @Range(min = 1, max = GeneratedOrders.MAX_ORDERS)
    private @Nullable Long orders;

    @Option(names = "--seed", paramLabel = "N", description = "Seed of the generated orders. Default: " + DEFAULT_SEED)
    private @Nullable Long seed;

    @Option(names = "--rate", paramLabel = "N", description = "Messages per second. Default: unlimited")
    @Range(min = 1)
    private int rate = OrderFeed.UNLIMITED;

    @Option(
            names = "--orders-file",
            paramLabel = "FILE",
            description =
                    "Feed these messages, one JSON object per line, instead of generated ones. Needs --reference-file")
    private @Nullable Path ordersFile;

    @Option(
            names = "--reference-file",
            paramLabel = "FILE",
            description = "Users and restaurants of these messages, one {\"key\": id, \"value\": {...}} per line")
    private @Nullable Path referenceFile;

    @Option(
            names = "--data-dir",
            paramLabel = "FOLDER",
            description = "Keep all data here; a run continues with the data that it finds, and needs the same "
                    + "orders again (replaying them does not change the marts). Default: a "
                    + "temporary folder")
    private @Nullable Path dataDirectory;

    @Option(
            names = "--start-timeout",
            order = 1,
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "Start timeout of each part, for example 20m on a busy machine. Default: 10m")
    private Duration startTimeout = LocalServer.DEFAULT_START_TIMEOUT;

    @Option(names = "--exit", order = 1, description = "Exit after the checks instead of running until Ctrl-C")
    private boolean exit;

    private final PortOptions ports = new PortOptions();

    /** The command line of this command, with the port options after the data folder. */
    static CommandLine commandLine(Terminal terminal, StopSignal stop) {
        QuickstartCommand command = new QuickstartCommand(terminal, stop);
        CommandLine commandLine = new CommandLine(command);
        command.ports.addTo(commandLine.getCommandSpec());
        return commandLine;
    }

    private QuickstartCommand(Terminal terminal, StopSignal stop) {
        super(terminal, stop);
    }

    @Override
    protected boolean run() {
        OrderSource source = source();
        requireSameOrdersAsBefore(source);
        PortOptions.Reserved reserved = ports.reserve(terminal, this::invalid);
        LocalStackOptions servers = reserved.servers(dataDirectory).withStartTimeout(startTimeout);
        try (LocalPipeline pipeline =
                LocalPipeline.start(servers, reserved.services(), source.reference(), terminal, stop)) {
            if (dataDirectory != null) {
                new FedOrdersFile(dataDirectory).write(source);
            }
            Addresses addresses = new Addresses(pipeline, terminal);
            if (!exit) {
                addresses.printMartsPage();
            }
            QuickstartRun run = new QuickstartRun(pipeline, source, rate, terminal, stop);
            boolean checksHold = pipeline.logs().keepUnless(run::execute);
            if (!exit) {
                addresses.print();
                stayUp(pipeline);
            }
            return checksHold;
        }
    }

    private void stayUp(LocalPipeline pipeline) {
        terminal.heading("Running until Ctrl-C");
        while (!stop.await(CHECK_INTERVAL)) {
            List<String> ended = pipeline.parts().newlyEnded();
            ended.forEach(line -> terminal.line(terminal.bad(line)));
            if (!ended.isEmpty()) {
                pipeline.logs().keep();
            }
        }
        terminal.line("Stopping");
    }

    private OrderSource source() {
        if (ordersFile == null && referenceFile == null) {
            return new GeneratedOrders(orders == null ? DEFAULT_ORDERS : orders, seed == null ? DEFAULT_SEED : seed);
        }
        if (ordersFile == null || referenceFile == null) {
            throw invalid("--orders-file and --reference-file must be used together");
        }
        if (orders != null || seed != null) {
            throw invalid("--orders and --seed are for generated orders, not for --orders-file");
        }
        requireReadable(ordersFile);
        requireReadable(referenceFile);
        return new CapturedOrders(ordersFile, referenceFile);
    }

    private void requireSameOrdersAsBefore(OrderSource source) {
        if (dataDirectory == null) {
            return;
        }
        new FedOrdersFile(dataDirectory)
                .read()
                .filter(before -> !before.equals(source.options()))
                .ifPresent(before -> {
                    throw invalid("%s holds the orders of %s: use the same options, or another folder"
                            .formatted(dataDirectory, before));
                });
    }
}
