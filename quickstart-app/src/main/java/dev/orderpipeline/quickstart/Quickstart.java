package dev.orderpipeline.quickstart;

import dev.orderpipeline.generator.console.Program;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.feed.FeedCommand;
import dev.orderpipeline.local.process.LocalStackException;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The program behind {@code ./quickstart}; {@code bench} and {@code torture} are programs of their own modules. */
public final class Quickstart {

    private Quickstart() {}

    public static void main(String[] arguments) {
        System.exit(commandLine(Program.ofThisProcess()).execute(arguments));
    }

    public static CommandLine commandLine(Program program) {
        Terminal terminal = program.terminal();
        StopSignal stop = program.stop();
        return program.configure(
                QuickstartCommand.commandLine(terminal, stop)
                        .addSubcommand(
                                "torture", otherProgram("Random orders and random disruptions, seed after seed."))
                        .addSubcommand("bench", otherProgram("Measures throughput and latency on this machine."))
                        .addSubcommand(new FeedCommand(terminal, stop))
                        .addSubcommand("stop", new PartCommand.Stop(terminal))
                        .addSubcommand("start", new PartCommand.Start(terminal))
                        .addSubcommand(DeadLettersCommand.commandLine())
                        .addSubcommand(new CommandLine.HelpCommand()),
                Set.of(LocalStackException.class));
    }

    /** A command for the usage help; the script starts its own program. */
    private static CommandSpec otherProgram(String description) {
        CommandSpec command = CommandSpec.create();
        command.usageMessage().description(description);
        return command;
    }
}
