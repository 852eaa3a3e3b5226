package dev.orderpipeline.quickstart;

import dev.orderpipeline.quickstart.stack.RunningPipeline;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The option that selects one of several running pipelines. */
final class RunningPipelineOption {

    @Option(
            names = "--data-dir",
            paramLabel = "FOLDER",
            description = "The data folder of the pipeline, if several are running")
    private @Nullable Path folder;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help and exit")
    private boolean help;

    RunningPipeline pipeline() {
        return RunningPipeline.find(folder);
    }
}
