package dev.orderpipeline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.testing.SharedStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka's client can unpack none of its native libraries, or only one of them. */
class NativeLibrariesIT {

    private static final LocalStack STACK = SharedStack.get();
    private static final String USER = "626a81ce9a8cd1920641e296";
    private static final String RESTAURANT = "626a81cfefa404208fe9abae";
    private static final int EX_SOFTWARE = 70;

    @TempDir
    private Path folder;

    private Workspace workspace;
    private TestedService service;

    @BeforeEach
    void sendOrder() {
        workspace = Workspace.create(STACK);
        workspace.createTopic("orders", 1);
        STACK.redis()
                .set(Map.of(
                        USER, "{\"name\": \"Иван\", \"login\": \"ivan\"}",
                        RESTAURANT, "{\"name\": \"Кофейня №1\", \"menu\": []}"));
        STACK.kafka().send(List.of(new ProducerRecord<>(workspace.topic("orders"), """
                {"object_id": 1, "object_type": "order", "sent_dttm": "2023-04-08 20:27:36", "payload": {
                 "restaurant": {"id": "%s"}, "user": {"id": "%s"}, "date": "2023-04-01 20:45:43", "order_items": [],
                 "cost": 10, "payment": 10, "final_status": "CLOSED"}}""".formatted(RESTAURANT, USER)
                .getBytes(UTF_8))));
    }

    @AfterEach
    void killService() {
        if (service != null) {
            service.process().kill();
        }
        workspace.close();
    }

    @Test
    void missingFolderIsRetriedInTheSameProcess() throws IOException {
        Path missing = folder.resolve("missing");
        start("-DZstdTempFolder=" + missing);

        awaitRetry(missing);
        Files.createDirectory(missing);

        assertProcessed();
    }

    /** Takes root, as in a container, for the file system. */
    @Test
    void fullFolderIsRetriedInTheSameProcess() throws Exception {
        Path full = Files.createDirectory(folder.resolve("full"));
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", full.toString()))
                .isZero();
        try {
            start("-Djava.io.tmpdir=" + full);

            awaitRetry(full);
            assertThat(service.log()).contains("No space left on device");
            assertThat(run("mount", "-o", "remount,size=16m", full.toString())).isZero();

            assertProcessed();
            try (Stream<Path> files = Files.list(full)) {
                assertThat(files.filter(Files::isRegularFile)).isEmpty();
            }
            service.process().stop(Duration.ofSeconds(30));
        } finally {
            run("umount", "--lazy", full.toString());
        }
    }

    /** Its class can't be initialised any more then: only another process can. */
    @Test
    void unusableLibraryEndsTheProcess() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        start("-Dorg.xerial.snappy.tempdir=" + file);

        eventually().until(() -> service.process().exitCode().isPresent());

        assertThat(service.process().exitCode()).hasValue(EX_SOFTWARE);
        assertThat(service.log())
                .containsPattern(
                        "ERROR .*Ending the process with exit code 70.*the native library of Snappy can't be loaded"
                                + " from the folder " + file + ".*-Djava.io.tmpdir=");
    }

    private void start(String jvmOption) {
        Map<String, String> variables = workspace.variables("orders", "enriched");
        variables.put("JDK_JAVA_OPTIONS", jvmOption);
        service = TestedService.start(Stage.STG, variables, folder);
    }

    private void awaitRetry(Path missing) {
        eventually().untilAsserted(() -> assertThat(service.log())
                .containsPattern("WARN .*Retrying in \\d+ ms: NativeLibraryException: the native library of"
                        + " Zstandard can't be loaded from the folder " + missing + " \\(.*-Djava.io.tmpdir="));
        assertThat(service.process().isHealthy()).isTrue();
        assertThat(service.process().isReady()).isFalse();
        assertThat(service.log()).doesNotContain("\tat ");
    }

    private void assertProcessed() {
        eventually().until(() -> workspace.isDrained("orders"));
        assertThat(STACK.kafka().readAll(workspace.topic("enriched"))).hasSize(1);
        assertThat(service.process().isReady()).isTrue();
    }

    private static int run(String... command) throws IOException, InterruptedException {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static ConditionFactory eventually() {
        return await().atMost(Duration.ofMinutes(3)).pollInterval(Duration.ofMillis(100));
    }
}
