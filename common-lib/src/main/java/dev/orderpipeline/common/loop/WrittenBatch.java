package dev.orderpipeline.common.loop;

import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A batch, or the first part of one, whose transaction is committed.
 *
 * @param records the records that are finished once the result is produced, rejected ones among them; fewer than were
 *     polled if the others did not fit into memory
 */
public record WrittenBatch(List<ConsumerRecord<byte[], byte[]>> records, BatchResult result) {}
