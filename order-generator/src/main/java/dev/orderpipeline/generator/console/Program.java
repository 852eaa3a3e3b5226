package dev.orderpipeline.generator.console;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.function.BiFunction;
import picocli.CommandLine;

/** What all command-line programs share: the terminal, the signal to stop, and how a failure is reported. */
public final class Program {

    private final Terminal terminal;
    private final StopSignal stop;
    private final PrintStream out;
    private final PrintStream err;

    /**
     * @param terminal where progress and results are printed
     * @param stop given when this JVM begins to end
     * @param out where usage help is printed
     * @param err where failures are printed
     */
    public Program(Terminal terminal, StopSignal stop, PrintStream out, PrintStream err) {
        this.terminal = terminal;
        this.stop = stop;
        this.out = out;
        this.err = err;
    }

    /** The program that this JVM runs, on its standard streams, in UTF-8 whatever the locale. */
    public static Program ofThisProcess() {
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
        PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);
        Terminal terminal = Terminal.of(out, System.console() != null, System.getenv());
        return new Program(terminal, StopSignal.ofThisProgram(), out, err);
    }

    public Terminal terminal() {
        return terminal;
    }

    public StopSignal stop() {
        return stop;
    }

    /** Runs a command as the program of this JVM, and ends it with the command's exit code; see {@link #configure}. */
    public static void main(
            String[] arguments,
            BiFunction<Terminal, StopSignal, ProgramCommand> command,
            Set<Class<? extends Exception>> expected) {
        Program program = ofThisProcess();
        CommandLine commandLine = new CommandLine(command.apply(program.terminal, program.stop));
        System.exit(program.configure(commandLine, expected).execute(arguments));
    }

    /**
     * Directs a command line and its subcommands to the streams of this program. Its exit code is 2 for invalid options
     * and 1 for a failure.
     *
     * @param expected exceptions whose message is enough for a user, besides {@link CommandFailedException}; of others
     *     the stack trace is printed
     */
    public CommandLine configure(CommandLine commandLine, Set<Class<? extends Exception>> expected) {
        return commandLine
                .setOut(new PrintWriter(out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(err, true, StandardCharsets.UTF_8))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(new InvalidOptions())
                .setExecutionExceptionHandler((failure, command, result) -> {
                    if (!stop.isGiven()) {
                        report(failure, expected);
                    }
                    return CommandLine.ExitCode.SOFTWARE;
                });
    }

    private void report(Exception failure, Set<Class<? extends Exception>> expected) {
        if (failure instanceof CommandFailedException || expected.stream().anyMatch(type -> type.isInstance(failure))) {
            err.println(failure.getMessage());
        } else {
            failure.printStackTrace(err);
        }
    }
}
