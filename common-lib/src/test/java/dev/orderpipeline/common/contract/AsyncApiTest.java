package dev.orderpipeline.common.contract;

import static dev.orderpipeline.common.ConsumedRecords.consumed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.deadletter.DeadLetter;
import dev.orderpipeline.common.deadletter.DeadLetterWriter;
import dev.orderpipeline.common.kafka.PipelineHeaders;
import dev.orderpipeline.common.rejection.ErrorCode;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import dev.orderpipeline.testing.contract.AsyncApi;
import dev.orderpipeline.testing.contract.Contracts;
import dev.orderpipeline.testing.contract.Field;
import dev.orderpipeline.testing.contract.Fields;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The AsyncAPI document agrees with the services' settings, with the schemas and with the code. */
class AsyncApiTest {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Contracts CONTRACTS = Contracts.current();
    private static final AsyncApi ASYNC_API = AsyncApi.of(CONTRACTS);
    private static final JsonNode DOCUMENT = ASYNC_API.document();

    @Test
    void everyReferenceResolves() {
        List<String> references = DOCUMENT.findValuesAsString("$ref");
        assertThat(references).isNotEmpty().allSatisfy(reference -> {
            if (reference.startsWith("#")) {
                assertThat(DOCUMENT.at(reference.substring(1)).isMissingNode())
                        .as(reference)
                        .isFalse();
            } else {
                assertThat(CONTRACTS.file(reference)).isRegularFile();
            }
        });
    }

    static Stream<Path> services() throws IOException {
        try (Stream<Path> folders = Files.list(ROOT)) {
            return folders.filter(folder -> folder.toString().endsWith("-service")).toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("services")
    void topicsAreThoseOfTheService(Path service) {
        String stage = service.getFileName().toString().replace("-service", "");
        JsonNode settings = new YAMLMapper()
                .readTree(service.resolve("src/main/resources/application.yml").toFile())
                .path("pipeline");
        String source = settings.path("source-topic").stringValue();

        assertThat(channelOf(stage + "Receive", "receive").path("address").stringValue())
                .isEqualTo(source);
        JsonNode destination = channelOf(stage + "Send", "send");
        assertThat(destination.path("address").stringValue())
                .isEqualTo(settings.path("destination-topic").stringValue());
        assertThat(policy(destination))
                .isEqualTo(settings.path("destination-compacted").booleanValue() ? "compact" : "delete");
        assertThat(channelOf(stage + "Reject", "send").path("address").stringValue())
                .isEqualTo(source + ".dlq");
        assertThat(channelOf(stage + "Redrive", "receive").path("address").stringValue())
                .isEqualTo(source + ".dlq");
    }

    @Test
    void everyChannelHasAnOperation() {
        Set<JsonNode> used = DOCUMENT.path("operations")
                .valueStream()
                .map(operation -> ASYNC_API.resolved(operation.path("channel")))
                .collect(Collectors.toSet());

        assertThat(DOCUMENT.path("channels")).isNotEmpty().allMatch(used::contains);
    }

    @Test
    void namesOfMessagesAreTheirObjectTypes() {
        DOCUMENT.path("components").path("messages").forEach(message -> {
            String schema = AsyncApi.schemaName(message, "payload");
            if (schema.isEmpty()) {
                assertThat(message.path("name").stringValue()).isEqualTo("dead_letter");
            } else {
                assertThat(Fields.of(CONTRACTS, schema))
                        .filteredOn(field -> field.path().equals("object_type"))
                        .extracting(Field::type)
                        .containsExactly("`" + message.path("name").stringValue() + "`");
            }
        });
    }

    /** What a message has; what a service accepts; and the types of both. */
    @Test
    void noSchemaIsUnused() {
        Set<String> used = new HashSet<>(Set.of("types"));
        DOCUMENT.path("components").path("messages").forEach(message -> Stream.of("payload", "headers")
                .forEach(part -> used.add(AsyncApi.schemaName(message, part))));
        Stream.of(AcceptedMessage.values()).map(AcceptedMessage::schema).forEach(used::add);

        assertThat(used).containsAll(CONTRACTS.names());
    }

    @Test
    void everyFieldIsDescribed() {
        assertThat(CONTRACTS.names().stream().flatMap(name -> Fields.of(CONTRACTS, name).stream()))
                .isNotEmpty()
                .allSatisfy(field ->
                        assertThat(field.description()).as(field.path()).endsWith("."));
    }

    @Test
    void examplesAreValid() {
        for (String name : CONTRACTS.names()) {
            for (JsonNode example : CONTRACTS.schema(name).path("examples")) {
                assertThat(CONTRACTS.violations(name, example)).isEmpty();
            }
        }
        assertThat(CONTRACTS.names().stream()
                        .filter(name -> CONTRACTS.schema(name).has("examples")))
                .hasSize(7);
    }

    @Test
    void headersOfDeadLettersAreThoseOfTheCode() {
        ProducerRecord<byte[], byte[]> letter = new DeadLetterWriter("orders.dlq", "loaders")
                .write(new DeadLetter(
                        consumed(7, "no json"), new RejectedRecordException(ErrorCode.MALFORMED_JSON, "invalid")));
        Set<String> written = new HashSet<>(
                Set.of(PipelineHeaders.VALUE_OMITTED, PipelineHeaders.KEY_OMITTED, PipelineHeaders.HEADERS_OMITTED));
        letter.headers().forEach(header -> written.add(header.key()));

        assertThat(Fields.of(CONTRACTS, "dead-letter.headers"))
                .extracting(Field::path)
                .containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void headersOfMessagesAreThoseOfTheCode() {
        assertThat(Fields.of(CONTRACTS, "message.headers"))
                .extracting(Field::path)
                .containsExactly(PipelineHeaders.SOURCE_TIMESTAMP, "traceparent", "tracestate");
    }

    @Test
    void errorCodesAreThoseOfTheCode() {
        assertThat(CONTRACTS
                        .schema("dead-letter.headers")
                        .at("/properties/pipeline-error-code/examples")
                        .valueStream()
                        .map(JsonNode::stringValue))
                .containsExactlyElementsOf(
                        Arrays.stream(ErrorCode.values()).map(Enum::name).toList());
    }

    @Test
    void versionIsThatOfTheBuild() throws IOException {
        assertThat(Files.readString(ROOT.resolve("pom.xml")))
                .containsPattern("<revision>%s(-SNAPSHOT)?</revision>"
                        .formatted(Pattern.quote(DOCUMENT.at("/info/version").stringValue())));
    }

    private static JsonNode channelOf(String operationName, String action) {
        JsonNode operation = DOCUMENT.path("operations").path(operationName);
        assertThat(operation.path("action").stringValue()).isEqualTo(action);
        return ASYNC_API.resolved(operation.path("channel"));
    }

    private static String policy(JsonNode channel) {
        return ASYNC_API
                .resolved(channel.path("bindings"))
                .at("/kafka/topicConfiguration/cleanup.policy/0")
                .stringValue();
    }
}
