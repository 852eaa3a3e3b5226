package dev.orderpipeline.run;

import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Finds the built services next to this program, wherever it is called from. */
public final class Installation {

    private final Path target;

    /** @param target the folder that this program was built in */
    private Installation(Path target) {
        this.target = target;
    }

    /** The source tree this program was built in. */
    public static Installation ofThisProgram() {
        try {
            Path program = Path.of(Installation.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            return new Installation(program.getParent());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The folder of the whole source tree. */
    public Path root() {
        return target.getParent().getParent();
    }

    /** A file to be locked by whoever changes what was built. */
    Path lockFile() {
        return target.resolve("lock");
    }

    /**
     * The jar of a stage's service.
     *
     * @throws RunFailedException if it has not been built
     */
    public Path jar(Stage stage) {
        Path jar = root().resolve(stage.service()).resolve("target").resolve(stage.service() + ".jar");
        if (!Files.isRegularFile(jar)) {
            throw new RunFailedException("%s is not there. Build it with: ./mvnw -DskipTests package".formatted(jar));
        }
        return jar;
    }
}
