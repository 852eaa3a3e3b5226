package dev.orderpipeline.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * A service by its jar, as a process of its own.
 *
 * @param logFile what it prints
 */
record JarService(ServiceProcess process, Path logFile) {

    /**
     * Starts a service; it is not ready yet when this returns.
     *
     * @param folder for its log
     */
    static JarService start(Stage stage, Map<String, String> variables, Path folder) {
        try {
            Path log = Files.createTempFile(folder, stage.service() + "-", ".log");
            return new JarService(ServiceProcess.start(stage, jar(stage), variables, log), log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path jar(Stage stage) {
        return Installation.ofThisProgram().jar(stage);
    }

    String log() {
        try {
            return Files.readString(logFile);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
