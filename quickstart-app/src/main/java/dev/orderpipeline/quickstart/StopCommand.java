package dev.orderpipeline.quickstart;

import dev.orderpipeline.generator.console.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Stops a part of the pipeline that is up. */
@Command(
        name = "stop",
        usageHelpAutoWidth = true,
        description = "Stops one part of the pipeline that is up, for instance a service. The rest goes on.",
        footer = {"", "Exit code: 0 if that was done; 1 if not. 2 for wrong options."})
public final class StopCommand implements Runnable {

    private final Terminal terminal;

    @Mixin
    private RunningStackOption running;

    @Parameters(paramLabel = "PART", description = "stg, dds, cdm, kafka, postgres or redis")
    private String part;

    public StopCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        terminal.line(running.stack().request("stop", part));
    }
}
