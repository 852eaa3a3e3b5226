package dev.orderpipeline.torture;

import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The contents of all tables and views of the services, except surrogate ids and load times: sorted rows as JSON, by
 * table.
 */
final class TableContents {

    static final String OF_THE_PIPELINE = Stream.of(Stage.values())
            .map(stage -> "'" + stage.schema() + "'")
            .collect(Collectors.joining(", ", "table_schema IN (", ") AND table_name <> 'flyway_schema_history'"));

    private TableContents() {}

    static Map<String, List<String>> of(Workspace workspace) {
        Map<String, List<String>> tables = new TreeMap<>();
        for (String table : names(workspace, OF_THE_PIPELINE)) {
            String rows = "SELECT to_jsonb(row) - ARRAY['id', 'load_dt'] FROM %s AS row".formatted(table);
            tables.put(
                    table,
                    workspace.query(rows).stream()
                            .map(row -> row.get(0).replace(workspace.topic(""), ""))
                            .sorted()
                            .toList());
        }
        return tables;
    }

    static void empty(Workspace workspace) {
        workspace.execute(
                "TRUNCATE " + String.join(", ", names(workspace, OF_THE_PIPELINE + " AND table_type = 'BASE TABLE'")));
    }

    private static List<String> names(Workspace workspace, String condition) {
        return workspace
                .query("SELECT table_schema || '.' || table_name FROM information_schema.tables WHERE " + condition)
                .stream()
                .map(row -> row.get(0))
                .toList();
    }
}
