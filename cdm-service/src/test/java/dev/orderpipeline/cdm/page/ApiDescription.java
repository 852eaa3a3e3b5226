package dev.orderpipeline.cdm.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The description that a service publishes, {@code openapi.json}. */
final class ApiDescription {

    private static final String ADDRESS = "https://example.com/openapi.json";

    private final JsonNode document;
    private final SchemaRegistry schemas;

    ApiDescription(String document) {
        this.document = JsonMapper.shared().readTree(document);
        schemas = SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12, registry -> registry.schemas(Map.of(ADDRESS, document)));
    }

    /** Such as {@code /api/summary}. */
    List<String> paths() {
        return List.copyOf(document.path("paths").propertyNames());
    }

    /** The parameters of a path that are in the query. */
    List<JsonNode> queryParameters(String path) {
        return operation(path)
                .path("parameters")
                .valueStream()
                .map(this::resolved)
                .filter(parameter -> parameter.path("in").asString().equals("query"))
                .toList();
    }

    /** The response has a described status, and its body the described content. */
    void assertDescribes(String path, HttpResponse<String> response) {
        String status = Integer.toString(response.statusCode());
        JsonNode described = operation(path).path("responses").path(status);
        assertThat(described.isMissingNode())
                .as("%s: %s %s", path, status, response.body())
                .isFalse();
        JsonNode resolved = resolved(described);
        for (String header : resolved.path("headers").propertyNames()) {
            assertThat(response.headers().firstValue(header)).as(header).isPresent();
        }
        if (resolved.path("content").isMissingNode()) {
            assertThat(response.body()).isEmpty();
            return;
        }
        String type = response.headers().firstValue("Content-Type").orElseThrow();
        assertThat(resolved.path("content").propertyNames()).contains(type);
        String pointer = described.has("$ref")
                ? described.path("$ref").asString()
                : "#/paths/" + path.replace("/", "~1") + "/get/responses/" + status;
        String location = ADDRESS + pointer + "/content/" + type.replace("/", "~1") + "/schema";
        Schema schema = schemas.getSchema(SchemaLocation.of(location));
        assertThat(schema.validate(
                        response.body(),
                        InputFormat.JSON,
                        execution -> execution.executionConfig(config -> config.formatAssertionsEnabled(true))))
                .as(response.body())
                .isEmpty();
    }

    private JsonNode operation(String path) {
        JsonNode operation = document.path("paths").path(path).path("get");
        assertThat(operation.isMissingNode()).as(path).isFalse();
        return operation;
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asString().substring(1)) : node;
    }
}
