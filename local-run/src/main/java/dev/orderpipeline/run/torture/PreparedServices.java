package dev.orderpipeline.run.torture;

import dev.orderpipeline.local.ChildProcess;
import dev.orderpipeline.run.Installation;
import dev.orderpipeline.run.RunFailedException;
import dev.orderpipeline.run.ServiceEnvironment;
import dev.orderpipeline.run.ServiceProcess;
import dev.orderpipeline.run.Stage;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The services, made ready for many starts: their jars unpacked, and their classes in an archive of the JVM, which takes
 * half of the work out of a start.
 */
final class PreparedServices {

    private static final Duration PREPARED_WITHIN = Duration.ofMinutes(3);

    private final Installation installation;
    private final Path folder;

    /**
     * Prepares the services.
     *
     * @param folder for their jars
     * @throws RunFailedException if that fails
     */
    PreparedServices(Installation installation, Path folder) {
        this.installation = installation;
        this.folder = folder;
        Stream.of(Stage.values()).parallel().forEach(this::prepare);
    }

    /** Starts a service; it is not ready yet when this returns. */
    ServiceProcess start(Stage stage, Map<String, String> environment, Path logFile) {
        Map<String, String> withArchive = new HashMap<>(environment);
        withArchive.put("JDK_JAVA_OPTIONS", "\"-XX:SharedArchiveFile=%s\"".formatted(archive(stage)));
        return ServiceProcess.start(stage, jar(stage), withArchive, logFile);
    }

    private void prepare(Stage stage) {
        String destination = jar(stage).getParent().toString();
        run(
                stage,
                ServiceProcess.command(
                        List.of("-Djarmode=tools"),
                        installation.jar(stage),
                        List.of("extract", "--destination", destination)));
        List<String> archiveAfterStart =
                List.of("-Dspring.context.exit=onRefresh", "-XX:ArchiveClassesAtExit=" + archive(stage));
        run(stage, ServiceProcess.command(archiveAfterStart, jar(stage), List.of()));
    }

    private void run(Stage stage, List<String> command) {
        Map<String, String> environment = ServiceEnvironment.blank();
        environment.put("PG_USER", "nobody");
        Path logFile = folder.resolve(stage.service() + ".log");
        ChildProcess process = ChildProcess.start(stage.service(), command, environment, logFile);
        if (!process.awaitExit(PREPARED_WITHIN)) {
            process.kill();
        }
        process.stop(Duration.ZERO);
        if (process.exitCode().orElseThrow() != 0) {
            throw new RunFailedException("%s could not be prepared. The end of %s:%n%s"
                    .formatted(stage.service(), logFile, process.logTail()));
        }
    }

    private Path jar(Stage stage) {
        return folder.resolve(stage.service()).resolve(stage.service() + ".jar");
    }

    private Path archive(Stage stage) {
        return folder.resolve(stage.service() + ".jsa");
    }
}
