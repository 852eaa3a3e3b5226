package dev.orderpipeline.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.local.process.ChildProcess;
import dev.orderpipeline.quickstart.service.ServiceEnvironment;
import dev.orderpipeline.quickstart.service.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedServicesIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    @TempDir
    private Path folder;

    /** Flags that do not fit the archive, or a class path that does not, would only make every start slow. */
    @Test
    void startLoadsClassesFromTheArchive() throws IOException {
        Path classes = folder.resolve("classes");
        Map<String, String> environment = ServiceEnvironment.blank();
        environment.put("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + classes);
        List<String> command = TestedService.command(Stage.STG, "train");

        ChildProcess process = ChildProcess.start("training-run", command, environment, folder.resolve("log"));
        process.awaitExit(LIMIT);
        process.kill();

        assertThat(process.exitCode()).as(process.logTail()).hasValue(0);
        try (Stream<String> loaded = Files.lines(classes)) {
            assertThat(loaded.filter(line -> line.contains("shared objects file")))
                    .anyMatch(line -> line.contains("StgApplication__ApplicationContextInitializer "))
                    .anyMatch(line -> line.contains("DispatcherServlet "))
                    .anyMatch(line -> line.contains("HikariDataSource "))
                    .anyMatch(line -> line.contains("LettuceConnection "))
                    .anyMatch(line -> line.contains("KafkaConsumer "));
        }
    }
}
