package dev.orderpipeline.torture;

import dev.orderpipeline.local.Workspace;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The actual rows of every table, and of the views on orders and their lines, in the format of {@link ExpectedTables}. */
final class ActualTables {

    /** All columns but surrogate ids, load columns, and those that the services keep for their own use. */
    private static final String COLUMNS = """
            SELECT table_schema || '.' || table_name, string_agg(column_name, ', ' ORDER BY ordinal_position)
              FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name)
             WHERE %s AND (table_type = 'BASE TABLE' OR table_name IN ('orders', 'order_lines'))
               AND column_name NOT IN ('id', 'load_dt', 'load_src', 'update_ts', 'menu_stamp', 'other_cnt')
             GROUP BY table_schema, table_name
            """.formatted(TableContents.OF_THE_PIPELINE);

    private ActualTables() {}

    static Map<String, SortedSet<String>> of(Workspace workspace) {
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
}
