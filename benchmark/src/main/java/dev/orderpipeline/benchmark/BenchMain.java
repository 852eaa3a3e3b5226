package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.Program;
import dev.orderpipeline.local.process.LocalStackException;
import java.util.Set;
import picocli.CommandLine;

/** The program behind {@code ./quickstart bench}. */
public final class BenchMain {

    private BenchMain() {}

    public static void main(String[] arguments) {
        Program program = Program.ofThisProcess();
        CommandLine bench = new CommandLine(new BenchCommand(program.terminal(), program.stop()));
        System.exit(program.configure(bench, Set.of(LocalStackException.class)).execute(arguments));
    }
}
