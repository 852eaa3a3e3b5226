package dev.orderpipeline.quickstart.service;

import dev.orderpipeline.generator.console.CommandFailedException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

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
        Path program = location();
        for (Path folder = program; folder != null; folder = folder.getParent()) {
            if (Files.isRegularFile(folder.resolve("mvnw"))) {
                return new Installation(folder);
            }
        }
        throw new IllegalStateException(program + " is not inside a source tree");
    }

    private static Path location() {
        try {
            return Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
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
