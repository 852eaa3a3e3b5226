package dev.orderpipeline.quickstart.service;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.local.process.ChildProcess;
import dev.orderpipeline.local.process.Parallel;
import dev.orderpipeline.local.process.Ports;
import dev.orderpipeline.local.server.LocalServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.io.function.Uncheck;
import org.springframework.util.DigestUtils;
import org.springframework.util.FileSystemUtils;

/**
 * The built services, ready to be started: their jars unpacked, and their classes in an archive of the JVM, which halves
 * the time of a start. That is done once after a build, and kept beside the jars.
 */
public final class PreparedServices {

    /**
     * Sized for a container of 256 MiB, which has no room for the second compiler. A batch in flight fits into the young
     * generation, so that hardly any of it is promoted, and code that runs once a batch is compiled early. Freed memory that
     * the C library keeps is returned to the system (by JVMs that support it), and threads keep no large network buffers.
     * Beans are selected by the build.
     */
    public static final List<String> JVM_FLAGS = List.of(
            "-Xmx88m",
            "-Xmn40m",
            "-XX:SurvivorRatio=3",
            "-XX:+UseSerialGC",
            "-XX:TieredStopAtLevel=1",
            "-XX:CompileThresholdScaling=0.05",
            "-XX:+IgnoreUnrecognizedVMOptions",
            "-XX:TrimNativeHeapInterval=1000",
            "-Djdk.nio.maxCachedBufferSize=65536",
            "-XX:+ExitOnOutOfMemoryError",
            "-Dspring.aot.enabled=true");

    /** From JDK 25 on, an archive keeps classes as they are once they are linked. */
    private static final boolean KEEPS_LINKED_CLASSES = Runtime.version().feature() >= 25;

    /** Before a file's name: at its exit, the JVM writes an archive of its classes. */
    private static final String WRITE_ARCHIVE =
            KEEPS_LINKED_CLASSES ? "-XX:AOTCacheOutput=" : "-XX:ArchiveClassesAtExit=";

    private static final String USE_ARCHIVE = KEEPS_LINKED_CLASSES ? "-XX:AOTCache=" : "-XX:SharedArchiveFile=";

    private final Installation installation;
    private final Duration timeout;
    private final List<String> moreFlags;

    /** With the default timeout; see the other constructor. */
    public PreparedServices(Installation installation) {
        this(installation, LocalServer.DEFAULT_START_TIMEOUT);
    }

    /**
     * Prepares the services where that has not been done since they were built; side by side, and one program after the
     * other.
     *
     * @param timeout how long one may take
     * @throws CommandFailedException if a service has not been built, or can't be prepared
     */
    public PreparedServices(Installation installation, Duration timeout) {
        this.installation = installation;
        this.timeout = timeout;
        this.moreFlags = List.of();
        try (FileChannel channel =
                FileChannel.open(installation.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            // Until the channel is closed.
            channel.lock();
            Parallel.run(Stream.of(Stage.values()).map(stage -> () -> prepareOnce(stage)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private PreparedServices(PreparedServices prepared, List<String> moreFlags) {
        this.installation = prepared.installation;
        this.timeout = prepared.timeout;
        this.moreFlags = moreFlags;
    }

    /** The same services, started with more flags of the JVM: of several for one thing, the last one counts. */
    public PreparedServices withJvmFlags(List<String> flags) {
        return new PreparedServices(this, flags);
    }

    /**
     * Starts a service; it is not ready yet when this returns.
     *
     * @param environment the service's variables, {@code SERVER_PORT} among them
     * @param logFile what the service prints
     */
    public ServiceProcess start(Stage stage, Map<String, String> environment, Path logFile) {
        return new ServiceProcess(stage, command(stage), environment, logFile);
    }

    /** The command that runs a service. */
    public List<String> command(Stage stage, String... arguments) {
        List<String> flags = new ArrayList<>(moreFlags);
        flags.add(USE_ARCHIVE + archive(stage));
        return java(flags, jar(stage), arguments);
    }

    private void prepareOnce(Stage stage) {
        Path folder = folder(stage);
        Path preparedFor = folder.resolve("prepared-for");
        String build = build(stage);
        if (!Files.exists(preparedFor)
                || !Uncheck.get(() -> Files.readString(preparedFor)).equals(build)) {
            Uncheck.run(() -> FileSystemUtils.deleteRecursively(folder));
            prepare(stage);
            Uncheck.run(() -> Files.writeString(preparedFor, build));
        }
    }

    /** Another build, or another JVM, takes another archive. */
    private String build(Stage stage) {
        return "%s %s".formatted(checksum(installation.jar(stage)), Runtime.version());
    }

    /** A jar's time is that of the sources, the same for every build of these. */
    static String checksum(Path jar) {
        return DigestUtils.md5DigestAsHex(Uncheck.get(() -> Files.readAllBytes(jar)));
    }

    private void prepare(Stage stage) {
        String destination = folder(stage).toString();
        run(stage, java(List.of("-Djarmode=tools"), installation.jar(stage), "extract", "--destination", destination));
        run(stage, java(List.of(WRITE_ARCHIVE + archive(stage)), jar(stage), "train"));
    }

    private void run(Stage stage, List<String> command) {
        Map<String, String> environment = ServiceEnvironment.blank();
        environment.put("SERVER_PORT", Integer.toString(Ports.free()));
        Path logFile = folder(stage).resolveSibling("prepared.log");
        ChildProcess process = ChildProcess.start(stage.service(), command, environment, logFile);
        if (!process.awaitExit(timeout)) {
            process.kill();
            throw new CommandFailedException(
                    "%s was not prepared within its start timeout of %d s (for ./quickstart, --start-timeout). The end of %s:%n%s"
                            .formatted(stage.service(), timeout.toSeconds(), logFile, process.logTail()));
        }
        process.stop(Duration.ZERO);
        if (process.exitCode().orElseThrow() != 0) {
            throw new CommandFailedException("%s could not be prepared. The end of %s:%n%s"
                    .formatted(stage.service(), logFile, process.logTail()));
        }
    }

    private static List<String> java(List<String> moreFlags, Path jar, String... arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM_FLAGS);
        command.addAll(moreFlags);
        command.addAll(List.of("-jar", jar.toString()));
        command.addAll(List.of(arguments));
        return command;
    }

    private Path folder(Stage stage) {
        return installation.jar(stage).resolveSibling("prepared");
    }

    private Path jar(Stage stage) {
        return folder(stage).resolve(stage.service() + ".jar");
    }

    private Path archive(Stage stage) {
        return folder(stage).resolve(stage.service() + ".archive");
    }
}
