package dev.orderpipeline.common.message;

import tools.jackson.core.JsonGenerator;

/** A message that a service sends, serialized by {@link MessageWriter}. */
public sealed interface Message permits EnrichedOrder, OrderReport, CounterValue {

    /** Writes the message as one JSON object. */
    void writeTo(JsonGenerator json);
}
