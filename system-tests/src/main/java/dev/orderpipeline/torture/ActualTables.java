package dev.orderpipeline.torture;

import dev.orderpipeline.local.Workspace;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The actual rows of every table, in the format of {@link ExpectedTables}. */
final class ActualTables {

    private static final Map<String, String> COLUMNS = Map.ofEntries(
            Map.entry("stg.order_events", "object_id, object_type, sent_dttm, payload"),
            Map.entry("dds.h_user", "h_user_pk, user_id"),
            Map.entry("dds.h_product", "h_product_pk, product_id"),
            Map.entry("dds.h_category", "h_category_pk, category_name"),
            Map.entry("dds.h_restaurant", "h_restaurant_pk, restaurant_id"),
            Map.entry("dds.h_order", "h_order_pk, order_id, order_dt"),
            Map.entry("dds.l_order_product", "hk_order_product_pk, h_order_pk, h_product_pk"),
            Map.entry("dds.l_product_restaurant", "hk_product_restaurant_pk, h_product_pk, h_restaurant_pk"),
            Map.entry("dds.l_product_category", "hk_product_category_pk, h_product_pk, h_category_pk"),
            Map.entry("dds.l_order_user", "hk_order_user_pk, h_order_pk, h_user_pk"),
            Map.entry("dds.s_user_names", "hk_user_names_pk, h_user_pk, username, userlogin, hashdiff, effective_from"),
            Map.entry("dds.s_product_names", "hk_product_names_pk, h_product_pk, name, hashdiff, effective_from"),
            Map.entry(
                    "dds.s_restaurant_names",
                    "hk_restaurant_names_pk, h_restaurant_pk, name, hashdiff, effective_from"),
            Map.entry("dds.s_order_cost", "hk_order_cost_pk, h_order_pk, cost, payment, hashdiff, effective_from"),
            Map.entry("dds.s_order_status", "hk_order_status_pk, h_order_pk, status, hashdiff, effective_from"),
            Map.entry(
                    "dds.s_order_product",
                    "hk_order_product_line_pk, hk_order_product_pk, quantity, price, hashdiff, effective_from"),
            Map.entry("cdm.user_product_counters", "user_id, product_id, product_name, order_cnt"),
            Map.entry("cdm.user_category_counters", "user_id, category_id, category_name, order_cnt"));

    private ActualTables() {}

    static Map<String, SortedSet<String>> of(Workspace workspace) {
        Map<String, SortedSet<String>> tables = new TreeMap<>();
        COLUMNS.forEach((table, columns) -> tables.put(
                table,
                workspace.query("SELECT " + columns + " FROM " + table).stream()
                        .map(row -> String.join("|", row))
                        .collect(Collectors.toCollection(TreeSet::new))));
        return tables;
    }
}
