package dev.orderpipeline.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Programs of this machine that some tests need. */
public final class Programs {

    private Programs() {}

    /**
     * Skips the test where a program is missing.
     *
     * @param debianPackage that contains it, for the message
     */
    public static void assumeOnPath(String program, String debianPackage) {
        assumeTrue(
                isOnPath(program),
                "There is no %s on the PATH (Debian: apt-get install %s)".formatted(program, debianPackage));
    }

    public static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
    }
}
