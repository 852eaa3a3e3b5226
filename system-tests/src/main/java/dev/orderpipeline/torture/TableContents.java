package dev.orderpipeline.torture;

import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The rows of the services' tables and views, by table. */
final class TableContents {

    private static final String OF_THE_PIPELINE = Stream.of(Stage.values())
            .map(stage -> "'" + stage.schema() + "'")
            .collect(Collectors.joining(", ", "table_schema IN (", ") AND table_name <> 'flyway_schema_history'"));

    /** All columns but surrogate ids, load columns, and those that the services keep for their own use. */
    private static final String COLUMNS = """
            SELECT table_schema || '.' || table_name, string_agg(column_name, ', ' ORDER BY ordinal_position)
              FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
             WHERE %s AND (table_type = 'BASE TABLE' OR table_name IN ('orders', 'order_lines'))
               AND column_name NOT IN ('id', 'load_dt', 'load_src', 'update_ts', 'menu_stamp', 'other_cnt')
             GROUP BY table_schema, table_name
            """.formatted(OF_THE_PIPELINE);

    private TableContents() {}

    /** Of all tables and views, except surrogate ids and load times: sorted rows as JSON. */
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

    /** Of every table, and of the views on orders and their lines, in the format of {@link ExpectedTables}. */
    static Map<String, SortedSet<String>> asExpected(Workspace workspace) {
        Map<String, SortedSet<String>> tables = new TreeMap<>();
        for (List<String> table : workspace.query(COLUMNS)) {
            String rows = "SELECT %s FROM %s".formatted(table.get(1), table.get(0));
            tables.put(
                    table.get(0),
                    workspace.query(rows).stream()
                            .map(row -> String.join("|", row))
                            .collect(Collectors.toCollection(TreeSet::new)));
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
