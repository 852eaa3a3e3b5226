package dev.orderpipeline.common.contract;

import dev.orderpipeline.common.message.EnrichedOrder;
import dev.orderpipeline.common.message.OrderEvent;
import dev.orderpipeline.common.message.OrderReport;
import dev.orderpipeline.common.message.RestaurantIndex;
import dev.orderpipeline.common.message.UserReference;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import dev.orderpipeline.testing.hostile.HostileMessages;
import dev.orderpipeline.testing.hostile.HostileRecord;
import dev.orderpipeline.testing.hostile.HostileRecords;
import dev.orderpipeline.testing.hostile.Part;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/** The messages and reference data that services parse. */
enum AcceptedMessage {
    ORDER_EVENT("order-event", OrderEvent::parse, HostileMessages::orderEvent),
    ENRICHED_ORDER("enriched-order", EnrichedOrder::parse, HostileMessages::enrichedOrder),
    ORDER_REPORT("order-report", OrderReport::parse, HostileMessages::orderReport),
    USER("user", UserReference::parse, HostileMessages::user),
    RESTAURANT("restaurant", RestaurantIndex::of, HostileMessages::restaurant);

    private static final int DRAWN = 500;

    private final String schema;
    private final Consumer<byte[]> parser;
    private final LongFunction<Part> messages;
    private List<HostileRecord> corpus;

    AcceptedMessage(String schema, Consumer<byte[]> parser, LongFunction<Part> messages) {
        this.schema = schema;
        this.parser = parser;
        this.messages = messages;
    }

    String schema() {
        return schema;
    }

    /** The corpus without tombstones and invalid JSON: a schema applies to JSON. Made once, in a second. */
    List<HostileRecord> corpus() {
        if (corpus == null) {
            corpus = HostileRecords.ofUsualSize(messages, DRAWN).stream()
                    .filter(record -> record.value() != null && !record.isRejectedWith("MALFORMED_JSON"))
                    .toList();
        }
        return corpus;
    }

    boolean isAccepted(byte[] json) {
        try {
            parser.accept(json);
            return true;
        } catch (RejectedRecordException e) {
            return false;
        }
    }
}
