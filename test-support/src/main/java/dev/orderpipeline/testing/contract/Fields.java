package dev.orderpipeline.testing.contract;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import tools.jackson.databind.JsonNode;

/**
 * Lists the fields of a schema, which may extend another one: then several schemas apply to a field, and the last that
 * has a type or description counts.
 */
public final class Fields {

    private static final String TYPES = "types.schema.json#";

    private final Contracts contracts;
    private final JsonNode root;
    private final List<Field> fields = new ArrayList<>();

    private Fields(Contracts contracts, JsonNode root) {
        this.contracts = contracts;
        this.root = root;
    }

    /** In the order of the schema, an object before its fields. */
    public static List<Field> of(Contracts contracts, String name) {
        Fields fields = new Fields(contracts, contracts.schema(name));
        fields.addFieldsOf("", fields.extended(fields.root));
        return fields.fields;
    }

    private void addFieldsOf(String prefix, List<JsonNode> schemas) {
        Set<String> names = new LinkedHashSet<>();
        schemas.forEach(schema -> names.addAll(schema.path("properties").propertyNames()));
        for (String name : names) {
            List<JsonNode> property = schemas.stream()
                    .map(schema -> schema.path("properties").path(name))
                    .filter(JsonNode::isObject)
                    .toList();
            boolean required = schemas.stream()
                    .flatMap(schema ->
                            StreamSupport.stream(schema.path("required").spliterator(), false))
                    .anyMatch(each -> each.stringValue().equals(name));
            fields.add(new Field(prefix + name, type(property), required, description(property)));
            addFieldsOf(prefix + name + ".", property);
            addFieldsOf(prefix + name + "[].", nested(property, "items"));
            addFieldsOf(prefix + name + ".*.", nested(property, "additionalProperties"));
        }
    }

    private List<JsonNode> nested(List<JsonNode> schemas, String keyword) {
        return schemas.stream()
                .map(schema -> schema.path(keyword))
                .filter(JsonNode::isObject)
                .map(schema -> schema.has("anyOf") ? schema.path("anyOf").path(0) : schema)
                .map(schema -> schema.path("$ref").stringValue("").startsWith("#") ? resolved(schema) : schema)
                .toList();
    }

    private JsonNode resolved(JsonNode schema) {
        return root.at(schema.path("$ref").stringValue().substring(1));
    }

    /** The schema, after the one that it extends. */
    private List<JsonNode> extended(JsonNode schema) {
        String reference = schema.path("$ref").stringValue("");
        List<JsonNode> all = new ArrayList<>();
        if (!reference.isEmpty() && !reference.contains("#")) {
            all.addAll(extended(contracts.schema(reference.replace(".schema.json", ""))));
        }
        all.add(schema);
        return all;
    }

    private String type(List<JsonNode> property) {
        return property.stream().map(this::type).filter(type -> !type.isEmpty()).reduce("any", (first, last) -> last);
    }

    private String type(JsonNode schema) {
        String reference = schema.path("$ref").stringValue("");
        if (reference.startsWith(TYPES)) {
            return contracts
                    .schema("types")
                    .at(reference.substring(TYPES.length()))
                    .path("title")
                    .stringValue();
        }
        if (schema.has("const")) {
            return "`" + schema.path("const").stringValue() + "`";
        }
        if (schema.has("enum")) {
            return StreamSupport.stream(schema.path("enum").spliterator(), false)
                    .map(value -> "`" + value.stringValue() + "`")
                    .collect(Collectors.joining(", "));
        }
        String type = schema.path("type").stringValue("");
        return type.equals("string") ? "text" : type;
    }

    private static String description(List<JsonNode> property) {
        return property.stream()
                .map(schema -> schema.path("description").stringValue(""))
                .filter(text -> !text.isEmpty())
                .reduce("", (first, last) -> last);
    }
}
