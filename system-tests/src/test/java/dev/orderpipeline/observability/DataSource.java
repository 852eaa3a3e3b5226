package dev.orderpipeline.observability;

import dev.orderpipeline.observability.Panel.Query;
import tools.jackson.databind.node.ObjectNode;

/** A data source of Grafana: the one that the dashboard's variable {@code datasource} selects. */
enum DataSource {
    PROMETHEUS("prometheus") {
        @Override
        ObjectNode target(Query query) {
            return Json.object()
                    .put("editorMode", "code")
                    .put("expr", query.text())
                    .put("legendFormat", query.legend())
                    .put("range", true)
                    .put("instant", false);
        }
    },

    POSTGRESQL("grafana-postgresql-datasource") {
        @Override
        ObjectNode target(Query query) {
            return Json.object()
                    .put("editorMode", "code")
                    .put("format", "table")
                    .put("rawQuery", true)
                    .put("rawSql", query.text());
        }
    };

    private final String plugin;

    DataSource(String plugin) {
        this.plugin = plugin;
    }

    /** The id of Grafana's plugin. */
    String plugin() {
        return plugin;
    }

    ObjectNode json() {
        return Json.object().put("type", plugin).put("uid", "${datasource}");
    }

    /** A panel's query, without the reference to this data source. */
    abstract ObjectNode target(Query query);
}
