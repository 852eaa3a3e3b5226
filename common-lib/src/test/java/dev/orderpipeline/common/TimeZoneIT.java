package dev.orderpipeline.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.common.PipelineAutoConfigurationIT.Copying;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.process.ChildProcess;
import dev.orderpipeline.testing.SharedStack;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimeZoneIT {

    /** Supported by Java, not by PostgreSQL. */
    private static final String ZONE = "CTT";

    @TempDir
    private Path folder;

    /** A service in a process of its own. */
    public static final class Service {
        public static void main(String... arguments) {
            PipelineService.run(Copying.class, arguments);
        }
    }

    @Test
    void serviceRunsInUtcWhateverTheTimeZone() {
        try (Workspace workspace = Workspace.create(SharedStack.get())) {
            workspace.createTopic("in", 1);
            Map<String, String> variables = workspace.variables("in", "out");
            variables.put("PIPELINE_NAME", "zoned-service");
            variables.put("PIPELINE_SCHEMA", "copies");
            variables.put("PIPELINE_SOURCETOPIC", "in");
            variables.put("PIPELINE_DESTINATIONTOPIC", "out");
            ChildProcess service = ChildProcess.start(
                    "service",
                    List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Duser.timezone=" + ZONE,
                            "-cp",
                            System.getProperty("java.class.path"),
                            Service.class.getName()),
                    variables,
                    folder.resolve("service.log"));
            try {
                URI readiness = URI.create("http://localhost:" + variables.get("SERVER_PORT") + "/health/readiness");
                HttpClient client = HttpClient.newHttpClient();
                HttpRequest probe = HttpRequest.newBuilder(readiness).build();
                await().atMost(Duration.ofMinutes(3)).ignoreExceptions().untilAsserted(() -> assertThat(
                                client.send(probe, BodyHandlers.ofString()))
                        .satisfies(response -> assertThat(response.statusCode())
                                .as(response.body())
                                .isEqualTo(200)));
                assertThat(workspace.query("SELECT DISTINCT application_name FROM pg_stat_activity"
                                + " WHERE datname = current_database() AND application_name LIKE 'zoned%'"))
                        .containsExactly(List.of("zoned-service"));
            } finally {
                service.kill();
            }
        }
    }
}
