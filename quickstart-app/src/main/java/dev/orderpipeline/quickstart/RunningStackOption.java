package dev.orderpipeline.quickstart;

import dev.orderpipeline.quickstart.stack.RunningStack;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Which of the pipelines that are up is meant. */
final class RunningStackOption {

    @Option(
            names = "--data-dir",
            paramLabel = "FOLDER",
            description = "The data folder of the pipeline that is meant, where several are up")
    private Path folder;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and end")
    private boolean help;

    RunningStack stack() {
        return RunningStack.find(folder);
    }
}
