package dev.orderpipeline.torture;

import dev.orderpipeline.generator.order.SourceRecord;

/** A record that is sent, and the partition it is sent to. */
record Arrival(int partition, SourceRecord record) {}
