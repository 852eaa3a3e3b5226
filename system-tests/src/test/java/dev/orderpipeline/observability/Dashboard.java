package dev.orderpipeline.observability;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A dashboard of Grafana: bands of panels from top to bottom, of equal width within a band, under headings. */
final class Dashboard {

    /** Of the grid that Grafana places panels in. */
    static final int COLUMNS = 24;

    /** Grafana 12's; newer ones migrate it when they load it. */
    private static final int SCHEMA_VERSION = 41;

    private final String uid;
    private final String title;
    private final String refresh;
    private final String from;
    private final List<ObjectNode> variables = new ArrayList<>();
    private final List<ObjectNode> panels = new ArrayList<>();
    private final List<Panel> withQueries = new ArrayList<>();
    private int y;

    /**
     * @param uid the end of its address
     * @param refresh how often it is refreshed, such as 10s; empty for never
     * @param from the start of its time range, such as now-1h
     */
    Dashboard(String uid, String title, String refresh, String from) {
        this.uid = uid;
        this.title = title;
        this.refresh = refresh;
        this.from = from;
    }

    String uid() {
        return uid;
    }

    /** The panels that have queries. */
    List<Panel> panels() {
        return List.copyOf(withQueries);
    }

    Dashboard variable(ObjectNode variable) {
        variables.add(variable);
        return this;
    }

    Dashboard heading(String text) {
        ObjectNode row = Json.object().put("type", "row").put("title", text).put("collapsed", false);
        row.putArray("panels");
        place(row, 0, COLUMNS, 1);
        y++;
        return this;
    }

    Dashboard band(int height, Panel... sideBySide) {
        int width = COLUMNS / sideBySide.length;
        for (int column = 0; column < sideBySide.length; column++) {
            place(sideBySide[column].json(), column * width, width, height);
        }
        withQueries.addAll(List.of(sideBySide));
        y += height;
        return this;
    }

    Dashboard band(int height, Stream<Panel> sideBySide) {
        return band(height, sideBySide.toArray(Panel[]::new));
    }

    private void place(ObjectNode panel, int x, int width, int height) {
        panel.put("id", panels.size() + 1);
        panel.putObject("gridPos").put("h", height).put("w", width).put("x", x).put("y", y);
        panels.add(panel);
    }

    /** The file that Grafana reads. */
    String json() {
        ObjectNode dashboard = Json.parse("""
                {
                  "annotations": {"list": []},
                  "editable": true,
                  "fiscalYearStartMonth": 0,
                  "graphTooltip": 1,
                  "links": [
                    {"asDropdown": false, "icon": "external link", "includeVars": false, "keepTime": false,
                     "tags": ["order-pipeline"], "targetBlank": false, "title": "", "tooltip": "", "type": "dashboards",
                     "url": ""}
                  ],
                  "tags": ["order-pipeline"],
                  "timepicker": {},
                  "timezone": "browser",
                  "weekStart": ""
                }
                """);
        dashboard.put("uid", uid).put("title", title).put("refresh", refresh).put("schemaVersion", SCHEMA_VERSION);
        dashboard.putObject("time").put("from", from).put("to", "now");
        ArrayNode list = dashboard.putObject("templating").putArray("list");
        variables.forEach(list::add);
        ArrayNode placed = dashboard.putArray("panels");
        panels.forEach(placed::add);
        return Json.text(dashboard);
    }
}
