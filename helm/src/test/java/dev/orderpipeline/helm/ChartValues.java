package dev.orderpipeline.helm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.Yaml;

/**
 * The {@code values.yaml} of a service's chart. Helm shows only a chart's own values to a user, so that each of these charts
 * has all of them; they are generated from {@code service.values.yaml} of the library chart, and the variables from {@code
 * service.schema.json}.
 */
final class ChartValues {

    private static final Path LIBRARY = Chart.CHARTS.resolve("order-pipeline-common");
    private static final String ORIGIN =
            "# Generated from service.values.yaml and service.schema.json of order-pipeline-common.\n";

    /** The property of a service that a variable defaults to. */
    private static final Map<String, String> DEFAULTS = Map.of(
            "KAFKA_CONSUMER_GROUP", "name",
            "KAFKA_SOURCE_TOPIC", "source-topic",
            "KAFKA_DESTINATION_TOPIC", "destination-topic");

    private ChartValues() {}

    static String of(Chart service) throws IOException {
        Map<String, Object> schema = new Yaml().load(Files.readString(LIBRARY.resolve("service.schema.json")));
        String text = Files.readString(LIBRARY.resolve("service.values.yaml"));
        for (String block : new String[] {"config", "secrets"}) {
            text = text.replace(block + ": {}\n", block + ":\n" + lines(schema, block, service));
        }
        return ORIGIN + text.replace("@name@", service.name());
    }

    /** A line for each setting of the service, in the schema's order: its variables, and what is none of any service. */
    private static String lines(Map<String, Object> schema, String block, Chart service) throws IOException {
        Set<String> variables = ServiceVariables.of(service);
        Map<String, Object> properties = map(map(map(schema, "$defs"), block), "properties");
        Map<String, Object> descriptions = new HashMap<>();
        properties
                .keySet()
                .forEach(variable ->
                        descriptions.put(variable, map(properties, variable).get("description")));
        DEFAULTS.forEach((variable, property) ->
                descriptions.put(variable, "(" + service.pipelineProperties().get(property) + ")"));
        return properties.keySet().stream()
                .filter(name -> variables.contains(name) || !ServiceVariables.ALL.contains(name))
                .map(variable -> line(variable, descriptions.get(variable)))
                .collect(Collectors.joining());
    }

    private static String line(String variable, Object description) {
        String setting = "  " + variable + ": \"\"";
        return description == null ? setting + "\n" : "%-34s  # %s\n".formatted(setting, description);
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> map, String key) {
        return (Map<String, Object>) map.get(key);
    }
}
