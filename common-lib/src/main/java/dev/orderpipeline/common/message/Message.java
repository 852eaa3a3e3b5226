package dev.orderpipeline.common.message;

import tools.jackson.core.JsonGenerator;

/** A message that a service sends; {@link MessageWriter} makes bytes of it. */
public sealed interface Message permits EnrichedOrder, OrderReport, CounterValue {

    /** Writes the message as one JSON object. */
    void writeTo(JsonGenerator json);
}
