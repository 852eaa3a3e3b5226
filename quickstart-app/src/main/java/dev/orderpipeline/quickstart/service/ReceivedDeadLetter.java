package dev.orderpipeline.quickstart.service;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.feed.OrderFeed;
import dev.orderpipeline.local.LocalStack;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * A record that a stage has rejected.
 *
 * @param partition of the stage's source topic
 * @param offset of the record in that partition
 * @param value the record's value; null for a tombstone, or if the value was too large to be kept
 * @param valueOmitted true if the value was too large to be kept
 * @param line the record's line in the orders file; 0 for generated orders
 */
public record ReceivedDeadLetter(
        Stage stage,
        int partition,
        long offset,
        byte @Nullable [] value,
        boolean valueOmitted,
        String errorCode,
        String errorMessage,
        long line) {

    /**
     * All dead letters of a pipeline.
     *
     * @param topic the dead-letter topic of each stage
     */
    public static List<ReceivedDeadLetter> readAll(LocalStack stack, Function<Stage, String> topic) {
        return Stream.of(Stage.values())
                .flatMap(stage ->
                        stack.kafka().readAll(topic.apply(stage)).stream().map(record -> of(stage, record)))
                .toList();
    }

    /** Reads a record of the stage's dead-letter topic, which has to have the pipeline's headers. */
    public static ReceivedDeadLetter of(Stage stage, ConsumerRecord<byte[], byte[]> record) {
        return new ReceivedDeadLetter(
                stage,
                ByteBuffer.wrap(header(record, "kafka_dlt-original-partition")).getInt(),
                ByteBuffer.wrap(header(record, "kafka_dlt-original-offset")).getLong(),
                record.value(),
                record.headers().lastHeader("pipeline-value-omitted") != null,
                new String(header(record, "pipeline-error-code"), StandardCharsets.UTF_8),
                new String(header(record, "pipeline-error-message"), StandardCharsets.UTF_8),
                line(record));
    }

    private static long line(ConsumerRecord<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(OrderFeed.LINE_HEADER);
        return header == null ? 0 : Long.parseLong(new String(header.value(), StandardCharsets.UTF_8));
    }

    private static byte[] header(ConsumerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        if (header == null) {
            throw new CommandFailedException("The dead letter at offset %d of %s-%d has no header %s"
                    .formatted(record.offset(), record.topic(), record.partition(), name));
        }
        return header.value();
    }
}
