package dev.orderpipeline.common.contract;

import dev.orderpipeline.testing.contract.AsyncApi;
import dev.orderpipeline.testing.contract.Contracts;
import dev.orderpipeline.testing.contract.Field;
import dev.orderpipeline.testing.contract.Fields;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/** Renders the contracts for people: the generated part of docs/contracts.md. */
final class ContractsPage {

    private static final String PRODUCED = ".produced";

    private static final ObjectWriter JSON = JsonMapper.shared()
            .writer()
            .with(new DefaultPrettyPrinter(
                            Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER))
                    .withObjectIndenter(new DefaultIndenter("  ", "\n")));

    private final Contracts contracts = Contracts.current();
    private final AsyncApi asyncApi = AsyncApi.of(contracts);
    private final StringBuilder page = new StringBuilder();

    private ContractsPage() {}

    static String text() {
        ContractsPage page = new ContractsPage();
        page.addTopics();
        page.addTypes();
        page.messageSchemas().forEach(page::addSchema);
        Stream.of(AcceptedMessage.USER, AcceptedMessage.RESTAURANT)
                .map(AcceptedMessage::schema)
                .forEach(page::addSchema);
        page.addSchema("message.headers");
        page.addSchema("dead-letter.headers");
        page.addSecurity();
        page.addDifferences();
        return page.page.toString();
    }

    private void addTopics() {
        addHeading("Topics");
        addRow("topic", "messages", "record key", "cleanup policy", "sent by", "received by");
        addRow("---", "---", "---", "---", "---", "---");
        asyncApi.document()
                .path("channels")
                .forEachEntry((name, channel) -> addRow(
                        code(channel.path("address")),
                        links(channel),
                        keys(channel),
                        policy(channel),
                        services(name, "send"),
                        services(name, "receive")));
        page.append('\n');
    }

    /** To the section of each message; that of dead letters describes their headers. */
    private String links(JsonNode channel) {
        return asyncApi.messages(channel).stream()
                .map(message -> "[%s](#%s)".formatted(text(message.path("title")), anchor(section(message))))
                .collect(Collectors.joining(", "));
    }

    private String section(JsonNode message) {
        String payload = AsyncApi.schemaName(message, "payload").replace(PRODUCED, "");
        String name = payload.isEmpty() ? AsyncApi.schemaName(message, "headers") : payload;
        return text(contracts.schema(name).path("title"));
    }

    private static String anchor(String heading) {
        return heading.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private String keys(JsonNode channel) {
        return asyncApi.messages(channel).stream()
                .map(message -> text(message.at("/bindings/kafka/key/description")))
                .distinct()
                .collect(Collectors.joining(" "));
    }

    /** Dead letters are kept until somebody redrives or drops them. */
    private String policy(JsonNode channel) {
        JsonNode configuration = asyncApi.resolved(channel.path("bindings")).at("/kafka/topicConfiguration");
        String policy = configuration.path("cleanup.policy").path(0).stringValue("");
        return configuration.has("retention.ms")
                ? policy + ", retention.ms="
                        + configuration.path("retention.ms").asString()
                : policy;
    }

    private String services(String channel, String action) {
        return asyncApi.document()
                .path("operations")
                .valueStream()
                .filter(operation -> text(operation.path("action")).equals(action))
                .filter(operation -> text(operation.at("/channel/$ref")).equals("#/channels/" + channel))
                .map(operation ->
                        text(asyncApi.resolved(operation.path("tags").path(0)).path("name")))
                .collect(Collectors.joining(", "));
    }

    private void addTypes() {
        addHeading("Types");
        addRow("type", "rule");
        addRow("---", "---");
        contracts
                .schema("types")
                .path("$defs")
                .forEach(type -> addRow(text(type.path("title")), text(type.path("description"))));
        page.append('\n');
    }

    /** In the order of the flow, those that services accept where they differ from what is produced. */
    private List<String> messageSchemas() {
        return asyncApi.document()
                .at("/components/messages")
                .valueStream()
                .map(message -> AsyncApi.schemaName(message, "payload"))
                .filter(name -> !name.isEmpty())
                .map(name -> name.replace(PRODUCED, ""))
                .toList();
    }

    private void addSchema(String name) {
        JsonNode schema = contracts.schema(name);
        addHeading(text(schema.path("title")));
        addParagraph(text(schema.path("description")) + " " + link(name));
        boolean isProducedToo = contracts.names().contains(name + PRODUCED);
        Set<String> produced = isProducedToo ? required(name + PRODUCED) : Set.of();
        if (isProducedToo) {
            addParagraph(text(contracts.schema(name + PRODUCED).path("description")) + " " + link(name + PRODUCED));
        }
        addRow("field", "type", "required", "");
        addRow("---", "---", "---", "---");
        for (Field field : Fields.of(contracts, name)) {
            String otherwise = produced.contains(field.path()) ? "no; always produced" : "no";
            addRow("`" + field.path() + "`", field.type(), field.required() ? "yes" : otherwise, field.description());
        }
        page.append('\n');
        schema.path("examples").forEach(this::addExample);
    }

    private Set<String> required(String name) {
        return Fields.of(contracts, name).stream()
                .filter(Field::required)
                .map(Field::path)
                .collect(Collectors.toSet());
    }

    private void addExample(JsonNode example) {
        page.append("```json\n").append(JSON.writeValueAsString(example)).append("\n```\n\n");
    }

    private void addSecurity() {
        addHeading("Servers");
        addRow("protocol", "", "authentication");
        addRow("---", "---", "---");
        asyncApi.document()
                .path("servers")
                .forEach(server -> addRow(
                        text(server.path("protocol")),
                        text(server.path("description")),
                        server.path("security")
                                .valueStream()
                                .map(scheme -> text(asyncApi.resolved(scheme).path("description")))
                                .collect(Collectors.joining(" "))));
        page.append('\n');
    }

    private void addDifferences() {
        addHeading("Rules that the schemas do not express");
        addRow("rule", "rejected, for example");
        addRow("---", "---");
        for (KnownDifference difference : KnownDifference.values()) {
            addRow(difference.rule(), "`" + difference.example() + "`");
        }
    }

    private void addHeading(String title) {
        page.append("## ").append(title).append("\n\n");
    }

    private void addParagraph(String text) {
        page.append(text).append("\n\n");
    }

    private void addRow(String... cells) {
        page.append("| ").append(String.join(" | ", cells)).append(" |\n");
    }

    private static String link(String name) {
        return "[`%1$s.schema.json`](../contracts/%1$s.schema.json)".formatted(name);
    }

    private static String code(JsonNode node) {
        return "`" + text(node) + "`";
    }

    private static String text(JsonNode node) {
        return node.stringValue("");
    }
}
