package dev.orderpipeline.quickstart.service;

import dev.orderpipeline.generator.console.CommandFailedException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.io.function.Uncheck;
import org.springframework.util.ResourceUtils;

/**
 * The source tree that this program was built in: the services' jars are in it.
 *
 * @param root the folder with the Maven wrapper
 */
public record Installation(Path root) {

    /**
     * The source tree of this program, whatever the working directory.
     *
     * @throws IllegalStateException if the program is not inside its source tree
     */
    public static Installation ofThisProgram() {
        URL location = Installation.class.getProtectionDomain().getCodeSource().getLocation();
        Path program = Uncheck.get(() -> ResourceUtils.getFile(location)).toPath();
        for (Path folder = program; folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("mvnw"))) {
                return new Installation(folder);
            }
        }
        throw new IllegalStateException(program + " is not inside a source tree");
    }

    /** Locked while the prepared services are read or written. */
    public Path lockFile() {
        return root.resolve("quickstart-app").resolve("target").resolve("lock");
    }

    /**
     * The jar of a stage's service.
     *
     * @throws CommandFailedException if it has not been built
     */
    public Path jar(Stage stage) {
        Path jar = root.resolve(stage.service()).resolve("target").resolve(stage.service() + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new CommandFailedException("%s is missing. Build it with: ./mvnw -DskipTests package".formatted(jar));
        }
        return jar;
    }
}
