package dev.orderpipeline.observability;

import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The variables of a dashboard, which a reader selects above it. */
final class Variable {

    private static final String ALL = "$__all";

    private Variable() {}

    /** Which data source of this kind is queried; the first one at first. */
    static ObjectNode of(DataSource source) {
        ObjectNode variable =
                variable("datasource", "datasource", "Data source").put("query", source.plugin());
        variable.put("refresh", 1).put("regex", "").put("includeAll", false).put("multi", false);
        variable.putObject("current").put("text", "").put("value", "");
        variable.putArray("options");
        return variable;
    }

    /** Any of these values, in this order; all of them at first. */
    static ObjectNode severalOf(String name, String label, List<String> values) {
        ObjectNode variable = variable(name, "custom", label).put("query", String.join(",", values));
        variable.put("includeAll", true).put("multi", true);
        selectAll(variable);
        ArrayNode options = variable.putArray("options");
        options.add(option("All", ALL, true));
        values.forEach(value -> options.add(option(value, value, false)));
        return variable;
    }

    /** One of these values; the first of them at first. */
    static ObjectNode oneOf(String name, String label, List<String> values) {
        ObjectNode variable = variable(name, "custom", label).put("query", String.join(",", values));
        variable.put("includeAll", false).put("multi", false);
        variable.set("current", option(values.get(0), values.get(0), true));
        ArrayNode options = variable.putArray("options");
        values.forEach(value -> options.add(option(value, value, value.equals(values.get(0)))));
        return variable;
    }

    /** Any of the values that a label has in Prometheus; all of them at first, and series without it. */
    static ObjectNode label(String name, String label, String selector) {
        String query = "label_values(%s, %s)".formatted(selector, name);
        ObjectNode variable = variable(name, "query", label);
        variable.set("datasource", DataSource.PROMETHEUS.json());
        variable.putObject("query")
                .put("qryType", 1)
                .put("query", query)
                .put("refId", "PrometheusVariableQueryEditor-VariableQuery");
        variable.put("refresh", 2).put("regex", "").put("sort", 1);
        variable.put("includeAll", true).put("multi", true).put("allValue", ".*");
        selectAll(variable);
        variable.putArray("options");
        return variable;
    }

    private static void selectAll(ObjectNode variable) {
        ObjectNode current = variable.putObject("current").put("text", "").put("value", "");
        current.putArray("text").add("All");
        current.putArray("value").add(ALL);
    }

    private static ObjectNode option(String text, String value, boolean selected) {
        return Json.object().put("selected", selected).put("text", text).put("value", value);
    }

    private static ObjectNode variable(String name, String type, String label) {
        return Json.object()
                .put("name", name)
                .put("type", type)
                .put("label", label)
                .put("hide", 0)
                .put("skipUrlSync", false);
    }
}
