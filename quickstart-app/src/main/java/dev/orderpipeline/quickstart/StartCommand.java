package dev.orderpipeline.quickstart;

import dev.orderpipeline.generator.console.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Starts a part of the pipeline that is up. */
@Command(
        name = "start",
        usageHelpAutoWidth = true,
        description = "Starts a part again that has stopped or ended, and waits until it does its work.",
        footer = {"", "Exit code: 0 if that was done; 1 if not. 2 for wrong options."})
public final class StartCommand implements Runnable {

    private final Terminal terminal;

    @Mixin
    private RunningStackOption running;

    @Parameters(paramLabel = "PART", description = "stg, dds, cdm, kafka, postgres or redis")
    private String part;

    public StartCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public void run() {
        terminal.line(running.stack().request("start", part));
    }
}
