package dev.orderpipeline.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.generator.order.SourceRecord;
import dev.orderpipeline.local.kafka.TopicReader;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.Stage;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The latency of an order from the source topic to the marts, measured at the counters' topic: a counter is sent as soon
 * as it is committed, with the source timestamp of its order.
 */
final class LatencyBench implements AutoCloseable {

    private static final String SOURCE_TIMESTAMP = "pipeline-source-timestamp";

    private final BenchmarkContext context;
    private final BenchmarkOptions options;
    private final MeasuredPipeline pipeline;
    private final Iterator<SourceRecord> orders;

    /** @param source orders of the warm-up and of all loads */
    LatencyBench(BenchmarkContext context, BenchmarkOptions options, BenchmarkOrders source) {
        this.context = context;
        this.options = options;
        this.orders = source.orders();
        this.pipeline = MeasuredPipeline.start(context, Deployment.withDefaults());
    }

    /**
     * The latency of each order.
     *
     * @param milliseconds in ascending order; without orders that have no counter of their own, because they have no items or
     *     another order of the user is in the same batch
     */
    record Latencies(List<Long> milliseconds) {

        int orders() {
            return milliseconds.size();
        }

        /**
         * The percentile in milliseconds, as text.
         *
         * @param share 0 to 1
         * @return a dash if there are too few orders
         */
        String percentile(double share) {
            int rank = (int) Math.ceil(share * orders());
            boolean enough = rank > 0 && (share == 1 || orders() * (1 - share) >= 1);
            return enough ? String.valueOf(milliseconds.get(rank - 1)) : "–";
        }
    }

    void warmUp() {
        pipeline.process(Backlog.ofOrders(pipeline.workspace(), Backlog.first(options.warmUp(), orders)));
    }

    /** Feeds orders at random moments, with an average rate. */
    Latencies feed(long count, double perSecond) {
        long start = System.currentTimeMillis();
        Random random = new Random(options.seed());
        try (Producer<byte[], byte[]> producer = producer()) {
            long due = System.nanoTime();
            Iterator<ProducerRecord<byte[], byte[]>> records =
                    Backlog.ofOrders(pipeline.workspace(), Backlog.first(count, orders));
            while (records.hasNext()) {
                due += Math.round(-Math.log(1 - random.nextDouble()) / perSecond * TimeUnit.SECONDS.toNanos(1));
                context.pause(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
                producer.send(records.next());
            }
        }
        pipeline.awaitDrained();
        return latencies(start);
    }

    /** The latency of an order is that of its last counter. */
    private Latencies latencies(long since) {
        Map<String, Long> byOrder = new HashMap<>();
        PipelineWorkspace workspace = pipeline.workspace();
        try (TopicReader counters = workspace.stack().kafka().read(workspace.destinationTopic(Stage.CDM))) {
            while (counters.hasNext()) {
                ConsumerRecord<byte[], byte[]> counter = counters.next();
                long produced = Long.parseLong(new String(
                        counter.headers().lastHeader(SOURCE_TIMESTAMP).value(), UTF_8));
                if (produced >= since) {
                    String user = new String(counter.key(), UTF_8).split(":")[1];
                    byOrder.merge(user + "@" + produced, counter.timestamp() - produced, Math::max);
                }
            }
        }
        return new Latencies(byOrder.values().stream().sorted().toList());
    }

    private Producer<byte[], byte[]> producer() {
        Map<String, Object> settings = Map.of(
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, context.stack().kafka().bootstrapServers());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() {
        pipeline.close();
    }
}
