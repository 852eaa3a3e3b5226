package dev.orderpipeline.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script, in a folder whose name has other letters than ASCII, and in a locale that has no others. A
 * replacement of Maven provides the program that was built already.
 */
class QuickstartScriptIT {

    private static final String MAVEN = """
            #!/bin/sh
            echo '[INFO] Reactor Build Order:'
            for module in local-stack stg-service dds-service cdm-service quickstart-app; do
                echo "[INFO] Building Order Pipeline: $module 0.1.0-SNAPSHOT       [1/5]"
                mkdir -p $module/target
                touch $module/pom.xml $module/target/$module.jar
                mkdir -p $module/src/main
            done
            %s
            cp '%s/quickstart-app.jar' quickstart-app/target
            ln -s '%2$s/lib' quickstart-app/target/lib
            """;

    @TempDir
    private Path parent;

    private Path folder;

    @BeforeEach
    void copyScript() throws IOException {
        folder = Files.createDirectory(parent.resolve("folder"));
        Files.copy(Path.of("..", "quickstart"), folder.resolve("quickstart"));
        Files.writeString(folder.resolve("pom.xml"), "");
    }

    @Test
    void buildPrintsModulesAndNonAsciiNamesAreKept() throws Exception {
        writeMaven("");

        Run run = run("--orders-file", "заказы", "--reference-file", "справка");

        assertThat(run.output())
                .contains("  stg-service\n  dds-service\n  cdm-service\n  quickstart-app\nBuilt in ")
                .doesNotContain("Reactor")
                .endsWith("заказы is not a readable file\nSee ./quickstart --help\n");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run("stop", "--data-dir", "данные", "stg").output())
                .startsWith("No pipeline is running on данные. ");
    }

    @Test
    void failedBuildShowsItsErrors() throws Exception {
        writeMaven("echo '[ERROR] Compilation failure'; exit 1");

        Run run = run("--help");

        assertThat(run.output()).contains("[ERROR] Compilation failure", "quickstart: the build failed, see above.");
        assertThat(run.exitCode()).isEqualTo(1);
    }

    private void writeMaven(String ending) throws IOException {
        Path target = Path.of("target").toAbsolutePath();
        Path maven = Files.writeString(folder.resolve("mvnw"), MAVEN.formatted(ending, target));
        Files.setPosixFilePermissions(maven, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private record Run(int exitCode, String output) {}

    /** In a folder with Cyrillic letters; given as bytes, since this JVM's locale may have none. */
    private Run run(String... arguments) throws Exception {
        Path script = Files.writeString(
                parent.resolve("run.sh"), """
                mkdir -p 'Папка' && cp -a folder/. 'Папка' && cd 'Папка' && exec sh ./quickstart %s
                """.formatted(String.join(" ", arguments)), StandardCharsets.UTF_8);
        ProcessBuilder builder = new ProcessBuilder("sh", script.toString())
                .directory(parent.toFile())
                .redirectErrorStream(true);
        builder.environment().put("LC_ALL", "");
        builder.environment().put("LANG", "C");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
        return new Run(process.exitValue(), output);
    }
}
