package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.kafka.Origin;

/** A valid message, and the record that it was parsed from. */
public record Received<M>(Origin origin, M message) {}
