package dev.orderpipeline.generator.console;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A command with a usage help, whose {@link Range}s are checked before it runs. */
public abstract class ProgramCommand implements Callable<Integer> {

    protected final Terminal terminal;
    protected final StopSignal stop;

    @Spec
    private CommandSpec spec;

    @Option(
            names = {"-h", "--help"},
            order = Integer.MAX_VALUE,
            usageHelp = true,
            description = "Show this help and exit")
    private boolean help;

    protected ProgramCommand(Terminal terminal, StopSignal stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    /** Runs the command with its options; false if it failed. */
    protected abstract boolean run();

    @Override
    public final Integer call() {
        InvalidOptions.requireRanges(spec);
        return run() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** The failure of a command whose options are invalid. */
    protected final ParameterException invalid(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** @throws ParameterException if the file of an option, if any is given, is not readable */
    protected final void requireReadable(@Nullable Path file) {
        if (file != null && (!Files.isReadable(file) || Files.isDirectory(file))) {
            throw invalid("%s is not a readable file".formatted(file));
        }
    }
}
