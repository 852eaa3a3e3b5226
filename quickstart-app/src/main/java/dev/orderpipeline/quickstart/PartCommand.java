package dev.orderpipeline.quickstart;

import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.quickstart.stack.PortOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Stops or starts one part of the running pipeline. */
abstract class PartCommand implements Runnable {

    private final Terminal terminal;
    private final String action;

    @Mixin
    private RunningPipelineOption running;

    @Parameters(
            paramLabel = "PART",
            completionCandidates = PortOptions.Parts.class,
            description = "One of ${COMPLETION-CANDIDATES}")
    private String part;

    private PartCommand(Terminal terminal, String action) {
        this.terminal = terminal;
        this.action = action;
    }

    @Override
    public final void run() {
        terminal.line(running.pipeline().request(action, part));
    }

    @Command(
            name = "stop",
            usageHelpAutoWidth = true,
            description = "Stops one part of the running pipeline, for instance a service. The others keep running.",
            footer = {"", "Exit code: 0 if the part has stopped; 1 if not. 2 for invalid options."})
    static final class Stop extends PartCommand {

        Stop(Terminal terminal) {
            super(terminal, "stop");
        }
    }

    @Command(
            name = "start",
            usageHelpAutoWidth = true,
            description = "Starts a part that has stopped or ended, and waits until it is ready.",
            footer = {"", "Exit code: 0 if the part is ready; 1 if not. 2 for invalid options."})
    static final class Start extends PartCommand {

        Start(Terminal terminal) {
            super(terminal, "start");
        }
    }
}
