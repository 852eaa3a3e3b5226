package dev.orderpipeline.run.torture;

import dev.orderpipeline.local.orders.SourceRecord;

/** A record that is sent, and the partition it is sent to. */
record Arrival(int partition, SourceRecord record) {}
