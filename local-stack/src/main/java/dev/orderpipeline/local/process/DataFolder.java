package dev.orderpipeline.local.process;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.commons.io.function.Uncheck;
import org.jspecify.annotations.Nullable;
import org.springframework.util.FileSystemUtils;

/** The folder of one running stack, which no other stack can use at the same time. */
public final class DataFolder implements AutoCloseable {

    private final Path path;
    private final boolean temporary;
    private final FileChannel lock;

    /**
     * Takes the folder, creating it where missing.
     *
     * @param given {@code null}: a temporary folder that is deleted on close
     * @throws LocalStackException if it cannot be created or another stack uses it
     */
    public DataFolder(@Nullable Path given) {
        try {
            this.temporary = given == null;
            this.path = given == null
                    ? Files.createTempDirectory("order-pipeline-")
                    : Files.createDirectories(given.toAbsolutePath().normalize());
            this.lock = lock(path.resolve("stack.lock"));
        } catch (IOException e) {
            String place = given == null ? "in " + System.getProperty("java.io.tmpdir") : given.toString();
            throw new LocalStackException(
                    "The local stack could not start: its data folder " + place + " cannot be written (" + e
                            + "). Choose another one.",
                    e);
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        Uncheck.run(lock::close);
        if (temporary) {
            Uncheck.run(() -> FileSystemUtils.deleteRecursively(path));
        }
    }

    /** The lock is released when the channel is closed or the JVM ends. */
    private static FileChannel lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (!isLocked(channel)) {
            channel.close();
            throw new LocalStackException("The local stack could not start: another one uses the data folder "
                    + file.getParent() + ". End that one, or choose another data folder.");
        }
        return channel;
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException lockedByThisJvm) {
            return false;
        }
    }
}
