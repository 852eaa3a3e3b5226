package dev.orderpipeline.system;

import dev.orderpipeline.quickstart.service.Installation;
import dev.orderpipeline.quickstart.service.PreparedServices;
import dev.orderpipeline.quickstart.service.ServiceProcess;
import dev.orderpipeline.quickstart.service.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A service as a process of its own.
 *
 * @param logFile what it prints
 */
public record TestedService(ServiceProcess process, Path logFile) {

    private static final PreparedServices PREPARED = new PreparedServices(Installation.ofThisProgram());

    /**
     * Starts a service; it is not ready yet when this returns.
     *
     * @param folder for its log
     */
    public static TestedService start(Stage stage, Map<String, String> variables, Path folder) {
        try {
            Path log = Files.createTempFile(folder, stage.service() + "-", ".log");
            return new TestedService(PREPARED.start(stage, variables, log), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command that runs a service's program. */
    public static List<String> command(Stage stage, String... arguments) {
        return PREPARED.command(stage, arguments);
    }

    public String log() {
        try {
            return Files.readString(logFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
