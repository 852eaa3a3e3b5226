package dev.orderpipeline.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.generator.order.SourceRecord;
import dev.orderpipeline.local.kafka.TopicReader;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
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
 * How long an order takes from the source topic into the marts. What says so is the counters' topic: a counter's value is
 * sent as soon as it is committed, and bears the time at which its order was produced.
 */
final class LatencyBench implements AutoCloseable {

    private static final String SOURCE_TIMESTAMP = "pipeline-source-timestamp";

    private final Workbench bench;
    private final Plan plan;
    private final Stand stand;
    private final Iterator<SourceRecord> orders;

    /** @param book enough orders for the warm-up and all that is fed */
    LatencyBench(Workbench bench, Plan plan, OrderBook book) {
        this.bench = bench;
        this.plan = plan;
        this.orders = book.orders();
        this.stand = Stand.start(bench, Setup.withDefaults());
    }

    /**
     * How long each order took.
     *
     * @param milliseconds in growing order; of orders that no counter tells of, because they have no items or another
     *     order of the user came in the same batch, there are none
     */
    record Latencies(List<Long> milliseconds) {

        int orders() {
            return milliseconds.size();
        }

        /**
         * The time within which that share of the orders was counted, in milliseconds, as a text.
         *
         * @param share 0 to 1
         * @return a dash where there are too few orders to say
         */
        String percentile(double share) {
            int rank = (int) Math.ceil(share * orders());
            boolean known = rank > 0 && (share == 1 || orders() * (1 - share) >= 1);
            return known ? String.valueOf(milliseconds.get(rank - 1)) : "–";
        }
    }

    void warmUp() {
        stand.process(Backlog.ofOrders(stand.site(), Backlog.first(plan.warmUp(), orders)));
    }

    /** Feeds so many orders at random moments, at a rate that is the given one on average. */
    Latencies feed(long count, double perSecond) {
        long start = System.currentTimeMillis();
        Random random = new Random(plan.seed());
        try (Producer<byte[], byte[]> producer = producer()) {
            long due = System.nanoTime();
            Iterator<ProducerRecord<byte[], byte[]>> records =
                    Backlog.ofOrders(stand.site(), Backlog.first(count, orders));
            while (records.hasNext()) {
                due += Math.round(-Math.log(1 - random.nextDouble()) / perSecond * TimeUnit.SECONDS.toNanos(1));
                bench.pause(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
                producer.send(records.next());
            }
        }
        stand.awaitDone();
        return latencies(start);
    }

    /** An order's counters are sent together; it is counted when the last of them is there. */
    private Latencies latencies(long since) {
        Map<String, Long> byOrder = new HashMap<>();
        PipelineWorkspace site = stand.site();
        try (TopicReader counters = site.stack().kafka().read(site.countersTopic())) {
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
                ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, bench.stack().kafka().bootstrapServers());
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public void close() {
        stand.close();
    }
}
