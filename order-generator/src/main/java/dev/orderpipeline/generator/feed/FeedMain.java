package dev.orderpipeline.generator.feed;

import dev.orderpipeline.generator.console.Program;
import java.util.Set;
import picocli.CommandLine;

/** The program of the demo image: {@link FeedCommand} alone. */
public final class FeedMain {

    private FeedMain() {}

    public static void main(String[] arguments) {
        Program program = Program.ofThisProcess();
        CommandLine feed = new CommandLine(new FeedCommand(program.terminal(), program.stop()));
        System.exit(program.configure(feed, Set.of()).execute(arguments));
    }
}
