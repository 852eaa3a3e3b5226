package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.CommandFailedException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Feeds records at random moments, which are their timestamps: what is sent late, on a busy machine, was due then.
 *
 * @param perSecond the average rate
 * @param seed of the moments
 */
record RandomFeed(double perSecond, long seed) {

    /** @throws CommandFailedException if a record could not be sent, or if the stop signal is given */
    void feed(BenchmarkContext context, Iterator<ProducerRecord<byte[], byte[]>> records) {
        Random random = new Random(seed);
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        try (Producer<byte[], byte[]> producer = context.stack().kafka().producer(Map.of())) {
            long start = System.nanoTime();
            long startMillis = System.currentTimeMillis();
            long due = 0;
            while (records.hasNext()) {
                due += Math.round(-Math.log(1 - random.nextDouble()) / perSecond * TimeUnit.SECONDS.toNanos(1));
                context.pause(Duration.ofNanos(Math.max(0, start + due - System.nanoTime())));
                producer.send(
                        at(startMillis + TimeUnit.NANOSECONDS.toMillis(due), records.next()),
                        (stored, error) -> failure.compareAndSet(null, error));
            }
        }
        if (failure.get() != null) {
            throw new CommandFailedException("A record could not be sent: " + failure.get());
        }
    }

    private static ProducerRecord<byte[], byte[]> at(long timestamp, ProducerRecord<byte[], byte[]> record) {
        return new ProducerRecord<>(
                record.topic(), record.partition(), timestamp, record.key(), record.value(), record.headers());
    }
}
