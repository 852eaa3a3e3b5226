package dev.orderpipeline.observability;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A panel of a dashboard: the look of its type, from the file of that name beside this class, and its queries.
 *
 * @param description what a reader needs to understand the values; empty if the title suffices
 * @param unit one of Grafana's, such as {@code s} or {@code percentunit}
 */
record Panel(DataSource source, ObjectNode look, String title, String description, String unit, List<Query> queries) {

    /**
     * @param text in the language of the data source
     * @param legend the name of a series, in which <code>{{label}}</code> is a label's value; empty for SQL
     * @param unit where it is another one than the panel's
     */
    record Query(String text, String legend, @Nullable String unit) {}

    /** A line for each series. */
    static Panel lines(String title, String unit, String description) {
        return of(DataSource.PROMETHEUS, "timeseries", title, unit, description);
    }

    /** The same, one upon the other. */
    static Panel areas(String title, String unit, String description) {
        Panel panel = lines(title, unit, description);
        ObjectNode custom = panel.look().withObject("/fieldConfig/defaults/custom");
        custom.put("fillOpacity", 60).put("lineWidth", 0);
        custom.withObject("/stacking").put("mode", "normal");
        return panel;
    }

    /** A number for each series. */
    static Panel numbers(DataSource source, String title, String unit, String description) {
        return of(source, "stat", title, unit, description);
    }

    /** A line for each series, red where the value is 0 and green where it is 1. */
    static Panel states(String title, String description) {
        return of(DataSource.PROMETHEUS, "state-timeline", title, "none", description);
    }

    /** A bar for each row of a query: the first column is its name, the second its length. */
    static Panel bars(String title, String unit, String description) {
        return of(DataSource.POSTGRESQL, "barchart", title, unit, description);
    }

    /** The same, from left to right. */
    static Panel columns(String title, String unit, String description) {
        Panel panel = bars(title, unit, description);
        panel.look().withObject("/options").put("orientation", "vertical").put("xTickLabelSpacing", 100);
        return panel;
    }

    static Panel table(String title, String description) {
        return of(DataSource.POSTGRESQL, "table", title, "none", description);
    }

    /** A statement, whose columns have the names that a reader sees. */
    Panel sql(String statement) {
        return query(new Query(statement.strip(), "", null));
    }

    Panel query(String text, String legend) {
        return query(new Query(text.strip(), legend, null));
    }

    Panel query(String text, String legend, String otherUnit) {
        return query(new Query(text.strip(), legend, otherUnit));
    }

    private Panel query(Query query) {
        List<Query> more = new ArrayList<>(queries);
        more.add(query);
        return new Panel(source, look, title, description, unit, more);
    }

    private static Panel of(DataSource source, String look, String title, String unit, String description) {
        return new Panel(source, Json.resource(look + ".json"), title, description, unit, List.of());
    }

    /** As Grafana stores it, without its id and place. */
    ObjectNode json() {
        ObjectNode panel = Json.object().put("title", title);
        if (!description.isEmpty()) {
            panel.put("description", description);
        }
        panel.setAll(look.deepCopy());
        panel.set("datasource", source.json());
        panel.withObject("/fieldConfig/defaults").put("unit", unit);
        ArrayNode targets = panel.putArray("targets");
        for (Query query : queries) {
            ObjectNode target = targets.addObject().put("refId", refId(targets.size() - 1));
            target.set("datasource", source.json());
            target.setAll(source.target(query));
            if (query.unit() != null) {
                panel.withObject("/fieldConfig").withArray("/overrides").add(Json.parse("""
                                {"matcher": {"id": "byName", "options": "%s"}, "properties": [{"id": "unit", "value": "%s"}]}
                                """.formatted(
                                query.legend(), query.unit())));
            }
        }
        return panel;
    }

    private static String refId(int number) {
        return String.valueOf((char) ('A' + number));
    }
}
