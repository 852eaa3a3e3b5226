package dev.orderpipeline.benchmark;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * How PostgreSQL has executed a query, in short.
 *
 * @param buffers pages of 8 KiB that were read or hit
 * @param spilledMebibytes written to temporary files
 * @param scans each scan with the index or table, and how many nodes of the plan it has
 */
record QueryPlan(long buffers, long spilledMebibytes, Map<String, Integer> scans) {

    private static final int PAGES_OF_A_MEBIBYTE = 128;

    /** @param json the output of {@code EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON)} */
    static QueryPlan parse(String json) {
        JsonNode plan = JsonMapper.shared().readTree(json).get(0).get("Plan");
        Map<String, Integer> scans = new LinkedHashMap<>();
        addScans(plan, scans);
        return new QueryPlan(
                plan.get("Shared Hit Blocks").asLong()
                        + plan.get("Shared Read Blocks").asLong(),
                plan.get("Temp Written Blocks").asLong() / PAGES_OF_A_MEBIBYTE,
                scans);
    }

    String description() {
        return scans.entrySet().stream()
                .map(scan -> scan.getValue() == 1 ? scan.getKey() : scan.getKey() + " ×" + scan.getValue())
                .collect(Collectors.joining(", "));
    }

    private static void addScans(JsonNode node, Map<String, Integer> scans) {
        String index = node.path("Index Name").asString("");
        String table = node.path("Relation Name").asString("");
        String type = node.get("Node Type").asString();
        if (!index.isEmpty()) {
            scans.merge(type + " " + index, 1, Integer::sum);
        } else if (!table.isEmpty() && !type.equals("Bitmap Heap Scan")) {
            scans.merge(type + " " + table, 1, Integer::sum);
        }
        node.path("Plans").forEach(child -> addScans(child, scans));
    }
}
