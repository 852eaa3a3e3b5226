package dev.orderpipeline.quickstart;

import dev.orderpipeline.quickstart.service.Installation;
import dev.orderpipeline.quickstart.service.PreparedServices;
import dev.orderpipeline.quickstart.service.ServiceEnvironment;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.quickstart.stack.RunningPipeline;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.commons.io.function.Uncheck;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** A service's own command for its dead letters, with the variables of the running pipeline. */
@Command(
        name = "dead-letters",
        usageHelpAutoWidth = true,
        customSynopsis = "./quickstart dead-letters [--data-dir=FOLDER] [SERVICE] (list | redrive | drop) ...",
        description = "Lists, redrives and drops the dead letters of a service of the running pipeline.",
        footer = {
            "",
            "Its options: ./quickstart dead-letters stg list --help. --data-dir is accepted in any place.",
            "Exit code: that of the service's command; 1 if no pipeline is running. 2 for invalid options."
        })
public final class DeadLettersCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Mixin
    private RunningPipelineOption running;

    @Parameters(
            arity = "1..*",
            paramLabel = "ARGUMENT",
            description = "The service, stg by default, and the arguments of its command")
    private List<String> arguments = new ArrayList<>();

    /** The arguments from the service's name on: those of its own command, and among them the option of this one. */
    @Command
    private static final class Remaining {

        @Option(names = "--data-dir", paramLabel = "FOLDER")
        private @Nullable Path folder;

        @Unmatched
        private final List<String> arguments = new ArrayList<>();
    }

    /** The command line of this command: after the first argument, all are for the service's own command. */
    public static CommandLine commandLine() {
        return new CommandLine(new DeadLettersCommand())
                .setStopAtPositional(true)
                .setUnmatchedOptionsArePositionalParams(true);
    }

    @Override
    public Integer call() {
        Remaining remaining = new Remaining();
        try {
            new CommandLine(remaining).parseArgs(arguments.toArray(String[]::new));
        } catch (ParameterException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage(), e);
        }
        RunningPipeline pipeline =
                remaining.folder == null ? running.pipeline() : RunningPipeline.find(remaining.folder);
        List<String> command = new ArrayList<>(remaining.arguments);
        if (command.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "Missing required parameter: 'ARGUMENT'");
        }
        Optional<Stage> named = stage(command.get(0));
        named.ifPresent(stage -> command.remove(0));
        command.add(0, "dead-letters");
        ProcessBuilder builder = new ProcessBuilder(new PreparedServices(Installation.ofThisProgram())
                        .command(named.orElse(Stage.STG), command.toArray(String[]::new)))
                .inheritIO();
        builder.environment().putAll(ServiceEnvironment.blank());
        builder.environment().putAll(pipeline.environment());
        return Uncheck.get(builder::start).onExit().join().exitValue();
    }

    private static Optional<Stage> stage(String name) {
        return Stream.of(Stage.values())
                .filter(stage -> List.of(stage.shortName(), stage.service()).contains(name.toLowerCase(Locale.ROOT)))
                .findFirst();
    }
}
