package dev.orderpipeline.stg;

import static dev.orderpipeline.common.postgres.Column.json;
import static dev.orderpipeline.common.postgres.Column.number;
import static dev.orderpipeline.common.postgres.Column.text;
import static dev.orderpipeline.common.postgres.Column.timestamp;

import dev.orderpipeline.common.config.PipelineSettings;
import dev.orderpipeline.common.message.OrderEvent;
import dev.orderpipeline.common.postgres.BulkStatement;
import dev.orderpipeline.common.postgres.Database;
import java.time.Clock;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.stereotype.Repository;

/** The table {@code stg.order_events}: the newest version of each order. */
@Repository
class OrderEventRepository {

    private static final BulkStatement<OrderEvent> UPSERT = new BulkStatement<>(
            "stg.order_events",
            """
            INSERT INTO stg.order_events AS stored
                   (object_id, object_type, sent_dttm, update_ts, payload, load_dt, load_src)
            SELECT unnest(?::bigint[]), unnest(?::text[]), unnest(?::timestamp[]), unnest(?::timestamp[]),
                   unnest(?::json[]), ?::timestamp, ?::text
                ON CONFLICT (object_id) DO UPDATE
               SET object_type = excluded.object_type,
                   sent_dttm = excluded.sent_dttm,
                   update_ts = excluded.update_ts,
                   payload = excluded.payload,
                   load_dt = excluded.load_dt,
                   load_src = excluded.load_src
             WHERE (stored.update_ts, stored.sent_dttm) < (excluded.update_ts, excluded.sent_dttm)
            """,
            List.of(
                    number(OrderEvent::orderId),
                    text(OrderEvent::objectType),
                    timestamp(event -> event.version().sent()),
                    timestamp(event -> event.version().updated()),
                    json(OrderEvent::payload)));

    private final Database database;
    private final Clock clock;
    private final String loadSource;

    OrderEventRepository(Database database, Clock clock, PipelineSettings settings) {
        this.database = database;
        this.clock = clock;
        this.loadSource = settings.kafka().topics().source();
    }

    /** Keeps of each order the newest version, of those given and the one stored. */
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
                    (known, other) -> other.version().isNewerThan(known.version()) ? other : known);
        }
        return newest.values();
    }
}
