package dev.orderpipeline;

import dev.orderpipeline.local.LocalStackException;
import dev.orderpipeline.run.DeadLettersCommand;
import dev.orderpipeline.run.FeedCommand;
import dev.orderpipeline.run.QuickstartCommand;
import dev.orderpipeline.run.RunFailedException;
import dev.orderpipeline.run.StartCommand;
import dev.orderpipeline.run.StopCommand;
import dev.orderpipeline.run.StopSignal;
import dev.orderpipeline.run.Terminal;
import dev.orderpipeline.run.WrongOptions;
import dev.orderpipeline.run.bench.BenchCommand;
import dev.orderpipeline.run.torture.TortureCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;

/** The program behind {@code ./quickstart}. */
public final class Quickstart {

    private Quickstart() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Terminal terminal = Terminal.of(out, System.console() != null, System.getenv());
        System.exit(commandLine(terminal, StopSignal.ofThisProgram(), out, err).execute(arguments));
    }

    public static CommandLine commandLine(Terminal terminal, StopSignal stop, PrintStream out, PrintStream err) {
        return new CommandLine(new QuickstartCommand(terminal, stop))
                .addSubcommand(new TortureCommand(terminal, stop))
                .addSubcommand(new BenchCommand(terminal, stop))
                .addSubcommand(new FeedCommand(terminal, stop))
                .addSubcommand(new StopCommand(terminal))
                .addSubcommand(new StartCommand(terminal))
                .addSubcommand(DeadLettersCommand.commandLine())
                .addSubcommand(new CommandLine.HelpCommand())
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setParameterExceptionHandler(new WrongOptions())
                .setExecutionExceptionHandler((failure, command, result) -> {
                    if (!stop.isGiven()) {
                        explain(failure, err);
                    }
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    private static void explain(Exception failure, PrintStream err) {
        if (failure instanceof RunFailedException || failure instanceof LocalStackException) {
            err.println(failure.getMessage());
        } else {
            failure.printStackTrace(err);
        }
    }
}
