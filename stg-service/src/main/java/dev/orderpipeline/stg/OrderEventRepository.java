package dev.orderpipeline.stg;

import static dev.orderpipeline.common.postgres.Column.json;
import static dev.orderpipeline.common.postgres.Column.number;
import static dev.orderpipeline.common.postgres.Column.text;
import static dev.orderpipeline.common.postgres.Column.timestamp;

import dev.orderpipeline.common.config.PipelineSettings;
import dev.orderpipeline.common.message.OrderEvent;
import dev.orderpipeline.common.postgres.BulkStatement;
import dev.orderpipeline.common.postgres.Columns;
import dev.orderpipeline.common.postgres.Database;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/** The table {@code stg.order_events}: the newest version of each order. */
@Component
class OrderEventRepository {

    private static final BulkStatement<OrderEvent> UPSERT = Columns.<OrderEvent>none()
            .key("object_id", number(OrderEvent::orderId))
            .value("object_type", text(OrderEvent::objectType))
            .value("sent_dttm", timestamp(event -> event.version().sent()))
            .value("update_ts", timestamp(event -> event.version().updated()))
            .value("payload", json(OrderEvent::payload))
            .statement("stg.order_events", """
            INSERT INTO {table} AS stored ({columns}, load_dt, load_src)
            SELECT {unnested}, ?::timestamp, ?::text
                ON CONFLICT ({key}) DO UPDATE
               SET {values = excluded}, load_dt = excluded.load_dt, load_src = excluded.load_src
             WHERE (stored.update_ts, stored.sent_dttm) < (excluded.update_ts, excluded.sent_dttm)
            """);

    private final Database database;
    private final Clock clock;
    private final String loadSource;

    OrderEventRepository(Database database, Clock clock, PipelineSettings settings) {
        this.database = database;
        this.clock = clock;
        this.loadSource = settings.kafka().topics().source();
    }

    /** Stores the newest version of each order, unless the stored one is newer. */
    void save(List<OrderEvent> events) {
        UPSERT.update(database, List.copyOf(newestInKeyOrder(events)), LocalDateTime.now(clock), loadSource);
    }

    /** In key order, so that replicas don't deadlock. */
    private static Collection<OrderEvent> newestInKeyOrder(List<OrderEvent> events) {
        Map<Long, OrderEvent> newest = new TreeMap<>();
        for (OrderEvent event : events) {
            newest.merge(
                    event.orderId(),
                    event,
                    (first, other) -> other.version().isNewerThan(first.version()) ? other : first);
        }
        return newest.values();
    }
}
