package dev.orderpipeline.observability;

import java.nio.charset.StandardCharsets;
import org.apache.commons.io.function.Uncheck;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON objects. */
final class Json {

    private static final JsonMapper MAPPER =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ObjectNode parse(String text) {
        return (ObjectNode) MAPPER.readTree(text);
    }

    /** @param name of a file in this package */
    static ObjectNode resource(String name) {
        return parse(
                Uncheck.get(() -> new ClassPathResource(name, Json.class).getContentAsString(StandardCharsets.UTF_8)));
    }

    static String text(ObjectNode object) {
        return MAPPER.writeValueAsString(object) + "\n";
    }
}
