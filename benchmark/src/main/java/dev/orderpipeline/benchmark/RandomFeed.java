package dev.orderpipeline.benchmark;

import java.time.Duration;
import java.util.Iterator;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Feeds records at random moments.
 *
 * @param perSecond the average rate
 * @param seed of the moments
 */
record RandomFeed(double perSecond, long seed) {

    void feed(BenchmarkContext context, Iterator<ProducerRecord<byte[], byte[]>> records) {
        Random random = new Random(seed);
        try (Producer<byte[], byte[]> producer = context.stack().kafka().producer(Map.of())) {
            long due = System.nanoTime();
            while (records.hasNext()) {
                due += Math.round(-Math.log(1 - random.nextDouble()) / perSecond * TimeUnit.SECONDS.toNanos(1));
                context.pause(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
                producer.send(records.next());
            }
        }
    }
}
