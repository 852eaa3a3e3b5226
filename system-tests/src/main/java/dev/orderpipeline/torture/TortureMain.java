package dev.orderpipeline.torture;

import dev.orderpipeline.generator.console.Program;
import dev.orderpipeline.local.process.LocalStackException;
import java.util.Set;
import picocli.CommandLine;

/** The program behind {@code ./quickstart torture}. */
public final class TortureMain {

    private TortureMain() {}

    public static void main(String[] arguments) {
        Program program = Program.ofThisProcess();
        CommandLine torture = new CommandLine(new TortureCommand(program.terminal(), program.stop()));
        System.exit(
                program.configure(torture, Set.of(LocalStackException.class)).execute(arguments));
    }
}
