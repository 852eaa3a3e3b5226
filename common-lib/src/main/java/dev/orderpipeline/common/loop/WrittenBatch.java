package dev.orderpipeline.common.loop;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A batch, or the first part of one, that is committed to the tables.
 *
 * @param records the records that are finished once the result is sent, rejected ones among them; fewer than were to be
 *     written where the others did not fit into memory with them
 */
public record WrittenBatch(List<ConsumerRecord<byte[], byte[]>> records, BatchResult result) {}
