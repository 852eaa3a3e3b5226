package dev.orderpipeline.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The name and value of each counter, by record key. Counters at 0 are left out. */
final class CounterValues {

    private CounterValues() {}

    static Map<String, String> ofTheMarts(Workspace workspace) {
        Map<String, String> counters = new TreeMap<>();
        workspace.query("""
                        SELECT 'user_product_counter:' || user_id || ':' || product_id, product_name, order_cnt
                          FROM cdm.user_product_counters
                         UNION ALL
                        SELECT 'user_category_counter:' || user_id || ':' || category_id, category_name, order_cnt
                          FROM cdm.user_category_counters
                        """).forEach(row -> counters.put(row.get(0), row.get(1) + " " + row.get(2)));
        return counters;
    }

    /** The latest values in the topic. */
    static Map<String, String> ofTheTopic(PipelineWorkspace workspace) {
        Map<String, String> counters = new TreeMap<>();
        for (ConsumerRecord<byte[], byte[]> record :
                workspace.stack().kafka().readAll(workspace.destinationTopic(Stage.CDM))) {
            JsonNode payload = JsonMapper.shared().readTree(record.value()).path("payload");
            String name = payload.path("product_name")
                    .asString(payload.path("category_name").asString(""));
            counters.put(
                    new String(record.key(), UTF_8),
                    name + " " + payload.path("order_cnt").asInt());
        }
        counters.values().removeIf(value -> value.endsWith(" 0"));
        return counters;
    }
}
