package dev.orderpipeline.system;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.testing.secured.Certificates;
import dev.orderpipeline.testing.secured.SecuredStack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The three services on secured servers: TLS, passwords with every special character, and users with the rights that
 * they need and no others. Two services authenticate to Kafka with SCRAM, the third with PLAIN. The passwords of one are in a
 * folder, those of the second in files, those of the third are variables.
 */
class SecuredPipelineIT {

    private static final int SECRET_LENGTH = 16;

    @TempDir
    private Path logs;

    private final SecuredStack stack = SecuredStack.start();
    private final Workspace workspace = Workspace.create(stack);
    private final List<TestedService> services = new ArrayList<>();
    private final List<String> ports = new ArrayList<>();

    @AfterEach
    void stop() {
        services.forEach(service -> service.process().kill());
        workspace.close();
        stack.close();
    }

    @Test
    void orderReachesTheMartsAndNoPasswordIsExposed() throws IOException, InterruptedException {
        stack.redis()
                .set(
                        Map.of(
                                "u",
                                "{\"name\": \"Anna\", \"login\": \"anna\"}",
                                "r",
                                "{\"name\": \"R\", \"menu\": [{\"_id\": \"soup\", \"name\": \"Soup\", \"category\": \"Soups\"}]}"));
        for (Stage stage : Stage.values()) {
            Stream.of(stage.sourceTopic(), stage.deadLetterTopic(), stage.destinationTopic())
                    .forEach(topic -> workspace.createTopic(topic, 1));
        }
        start(Stage.STG, "SCRAM-SHA-512", SecuredPipelineIT::inFolder);
        start(Stage.DDS, "SCRAM-SHA-512", SecuredPipelineIT::inFiles);
        start(Stage.CDM, "PLAIN", (variables, folder) -> {});
        stack.kafka()
                .send(List.of(new ProducerRecord<>(workspace.topic(Stage.STG.sourceTopic()), """
                        {"object_id": 1, "object_type": "order", "sent_dttm": "2023-04-08 20:00:00", "payload": {
                         "restaurant": {"id": "r"}, "date": "2023-04-01 20:45:43", "user": {"id": "u"},
                         "order_items": [{"id": "soup", "name": "Soup", "price": 10, "quantity": 1}],
                         "cost": 10, "payment": 10, "final_status": "CLOSED"}}""".getBytes(UTF_8))));

        await().atMost(Duration.ofMinutes(10)).ignoreExceptions().untilAsserted(() -> assertThat(
                        stack.kafka().readAll(workspace.topic(Stage.CDM.destinationTopic())))
                .hasSize(2));
        assertThat(workspace.query("SELECT product_name, order_cnt FROM cdm.user_product_counters"))
                .containsExactly(List.of("Soup", "1"));
        assertThat(workspace.query("SELECT DISTINCT ssl FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)"
                        + " WHERE usename = '" + stack.security().postgres().name() + "'"))
                .containsExactly(List.of("t"));
        for (String text : exposedTexts()) {
            // Not the whole passwords, which would look different when they are escaped.
            assertThat(text)
                    .doesNotContain(stack.security().passwords().stream()
                            .map(password -> password.substring(0, SECRET_LENGTH))
                            .toList());
        }
        requireLogOfMissingRight();
    }

    /** A scrape has requested the number of dead letters, which no service needs a right for. */
    private void requireLogOfMissingRight() {
        assertThat(services).allSatisfy(service -> await().atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(service.log())
                        .containsPattern(
                                "Pending dead letters are not counted: .* grant it to KAFKA_CONSUMER_USERNAME")));
    }

    private void start(Stage stage, String mechanism, BiConsumer<Map<String, String>, Path> passwords)
            throws IOException {
        stack.allow(workspace, stage.sourceTopic(), stage.destinationTopic());
        Map<String, String> variables = workspace.variables(stage.sourceTopic(), stage.destinationTopic());
        variables.put("KAFKA_SASL_MECHANISM", mechanism);
        variables.put("CERTIFICATE_PATH", severalAuthorities().toString());
        passwords.accept(variables, Files.createDirectory(logs.resolve(stage.service())));
        services.add(TestedService.start(stage, variables, logs));
        ports.add(variables.get("SERVER_PORT"));
    }

    /** As docker's secrets are. */
    private static void inFolder(Map<String, String> variables, Path folder) {
        movePasswords(variables, folder);
        variables.put("SPRING_CONFIG_IMPORT", "configtree:" + folder + "/");
    }

    private static void inFiles(Map<String, String> variables, Path folder) {
        movePasswords(variables, folder)
                .forEach(variable -> variables.put(
                        variable + "_FILE", folder.resolve(variable).toString()));
    }

    /** Into files with the names of their variables, which remain, empty, as in docker-compose.yml. */
    private static List<String> movePasswords(Map<String, String> variables, Path folder) {
        List<String> passwords = variables.keySet().stream()
                .filter(variable -> variable.endsWith("_PASSWORD"))
                .toList();
        for (String variable : passwords) {
            try {
                Files.writeString(folder.resolve(variable), variables.put(variable, "") + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return passwords;
    }

    /** As where each server has one of its own: the right one is not the first. */
    private Path severalAuthorities() throws IOException {
        Certificates certificates = stack.security().certificates();
        return Files.writeString(
                logs.resolve("authorities.pem"),
                Files.readString(certificates.foreignAuthority()) + Files.readString(certificates.authority()));
    }

    private List<String> exposedTexts() throws IOException, InterruptedException {
        List<String> texts =
                new ArrayList<>(services.stream().map(TestedService::log).toList());
        HttpClient http = HttpClient.newHttpClient();
        services.forEach(service -> await().atMost(Duration.ofMinutes(3))
                .until(() -> service.process().isReady()));
        for (String port : ports) {
            for (String path : List.of("/info", "/prometheus", "/health", "/health/liveness", "/health/readiness")) {
                URI address = URI.create("http://localhost:" + port + path);
                HttpResponse<String> response =
                        http.send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.ofString());
                assertThat(response.statusCode()).as(path).isEqualTo(200);
                texts.add(response.body());
            }
        }
        return texts;
    }
}
