package dev.orderpipeline.testing.contract;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The AsyncAPI document of one version: which messages, keys and headers a topic has. */
public final class AsyncApi {

    private static final YAMLMapper YAML = new YAMLMapper();

    /** Headers whose values are numbers in binary, as Spring Kafka writes them. */
    private static final Set<String> NUMBERS =
            Set.of("kafka_dlt-original-partition", "kafka_dlt-original-offset", "kafka_dlt-original-timestamp");

    private final Contracts contracts;
    private final JsonNode document;

    private AsyncApi(Contracts contracts, JsonNode document) {
        this.contracts = contracts;
        this.document = document;
    }

    public static AsyncApi of(Contracts contracts) {
        return new AsyncApi(
                contracts, YAML.readTree(contracts.file("asyncapi.yaml").toFile()));
    }

    /** The whole document, with its references. */
    public JsonNode document() {
        return document;
    }

    public JsonNode channel(String name) {
        return document.path("channels").path(name);
    }

    /** What a reference inside the document points to, or the node itself. */
    public JsonNode resolved(JsonNode node) {
        String reference = node.path("$ref").stringValue("");
        return reference.startsWith("#") ? resolved(document.at(reference.substring(1))) : node;
    }

    /** The messages of a channel. */
    public List<JsonNode> messages(JsonNode channel) {
        return StreamSupport.stream(channel.path("messages").spliterator(), false)
                .map(this::resolved)
                .toList();
    }

    /**
     * The name of a schema of a message; empty if it has none.
     *
     * @param part {@code payload} or {@code headers}
     */
    public static String schemaName(JsonNode message, String part) {
        return message.path(part).path("schema").path("$ref").stringValue("").replace(".schema.json", "");
    }

    /** How a record of a channel violates the contract: value, headers and key. */
    public List<String> violations(String channel, ConsumerRecord<byte[], byte[]> record) {
        JsonNode message = message(messages(channel(channel)), record);
        List<String> violations = new ArrayList<>();
        String payload = schemaName(message, "payload");
        if (!payload.isEmpty()) {
            violations.addAll(contracts.violations(payload, record.value()));
        }
        violations.addAll(contracts.violations(schemaName(message, "headers"), json(record.headers())));
        String keyPattern = message.path("bindings")
                .path("kafka")
                .path("key")
                .path("pattern")
                .stringValue("");
        if (!keyPattern.isEmpty() && !new String(record.key(), UTF_8).matches(keyPattern)) {
            violations.add("the key must match " + keyPattern + ", was " + new String(record.key(), UTF_8));
        }
        return violations;
    }

    /** The only one, or the one whose name is the record's {@code object_type}. */
    private static JsonNode message(List<JsonNode> messages, ConsumerRecord<byte[], byte[]> record) {
        if (messages.size() == 1) {
            return messages.get(0);
        }
        String type = ExactJson.read(record.value()).path("object_type").stringValue();
        return messages.stream()
                .filter(message -> message.path("name").stringValue().equals(type))
                .findFirst()
                .orElseThrow();
    }

    /** The last of several headers of one name. */
    private static ObjectNode json(Headers headers) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        for (Header header : headers) {
            if (NUMBERS.contains(header.key())) {
                ByteBuffer number = ByteBuffer.wrap(header.value());
                json.put(header.key(), number.remaining() == Integer.BYTES ? number.getInt() : number.getLong());
            } else {
                json.put(header.key(), header.value() == null ? null : new String(header.value(), UTF_8));
            }
        }
        return json;
    }
}
