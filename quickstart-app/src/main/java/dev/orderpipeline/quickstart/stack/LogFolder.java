package dev.orderpipeline.quickstart.stack;

import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.local.process.AtExit;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.apache.commons.io.function.Uncheck;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** Where the services' logs go: a part of the data directory, or a temporary folder, which is kept only after a failed run. */
public final class LogFolder {

    private final Path path;
    private final StopSignal stop;
    private volatile boolean kept;

    private LogFolder(Path path, StopSignal stop, boolean kept) {
        this.path = path;
        this.stop = stop;
        this.kept = kept;
    }

    /**
     * @param dataDirectory null for a temporary folder
     */
    public static LogFolder create(@Nullable Path dataDirectory, StopSignal stop) {
        if (dataDirectory != null) {
            Path path = dataDirectory.toAbsolutePath().normalize().resolve("logs");
            return new LogFolder(Uncheck.get(() -> Files.createDirectories(path)), stop, true);
        }
        Path path = Uncheck.get(() -> Files.createTempDirectory("order-pipeline-logs-"));
        LogFolder temporary = new LogFolder(path, stop, false);
        AtExit.register(temporary::deleteUnlessKept);
        return temporary;
    }

    public Path path() {
        return path;
    }

    /** Keeps the folder of a failed run, unless it failed by the stop signal. */
    public void keep() {
        kept |= !stop.isGiven();
    }

    /** Runs something that returns whether it succeeded, and keeps the folder if it did not. */
    public boolean keepUnless(BooleanSupplier success) {
        boolean succeeded = false;
        try {
            succeeded = success.getAsBoolean();
            return succeeded;
        } finally {
            if (!succeeded) {
                keep();
            }
        }
    }

    private void deleteUnlessKept() {
        if (!kept) {
            Uncheck.run(() -> FileSystemUtils.deleteRecursively(path));
        }
    }
}
