package dev.orderpipeline.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.benchmark.MeasuredPipeline.Drained;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.generator.order.SourceRecord;
import dev.orderpipeline.local.kafka.TopicReader;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The latency of an order from the source topic to the marts, at a low and a high rate, and at half and four fifths of the
 * maximum throughput. It is measured at the counters' topic: a counter is sent as soon as it is committed, with the source
 * timestamp of its order.
 */
record LatencyPart(BenchmarkContext context, BenchmarkOptions options) implements BenchmarkPart.Measurement {

    private static final String SOURCE_TIMESTAMP = "pipeline-source-timestamp";

    private record Load(String name, double perSecond, int seconds) {

        static Load of(double maximum, int percent, int seconds) {
            double perSecond = maximum * percent / 100;
            return new Load(
                    "%s a second, %d %% of the maximum".formatted(Format.number(perSecond), percent),
                    perSecond,
                    seconds);
        }

        long orders() {
            return Math.max(1, Math.round(perSecond * seconds));
        }
    }

    @Override
    public void run(BenchmarkReport report) {
        DrainBenchmark drains = new DrainBenchmark(context, options);
        List<Drained> full =
                options.repeat(context, "The whole pipeline, full load", () -> drains.whole(Topology.DEFAULT));
        double maximum = Samples.of(full, Drained::perSecond).median();
        List<Load> loads = List.of(
                new Load("5 a minute", 5.0 / 60, 1_320),
                new Load("100 a second", 100, 60),
                Load.of(maximum, 50, 30),
                Load.of(maximum, 80, 30));
        TextTable table = new TextTable()
                .text("orders produced")
                .number("orders counted")
                .number("p50")
                .number("p99")
                .number("p99.9")
                .number("max")
                .number("CPU time of an order, µs");
        long count = loads.stream().mapToLong(Load::orders).sum();
        Iterator<SourceRecord> orders =
                options.loadOrders(context, count).records().iterator();
        try (MeasuredPipeline pipeline = MeasuredPipeline.start(context)) {
            pipeline.process(pipeline.backlog(options.warmUp(), orders));
            for (Load load : loads) {
                Fed fed = context.terminal()
                        .step(load.name(), () -> feed(load, pipeline, pipeline.backlog(load.orders(), orders)));
                Latencies latencies = fed.latencies();
                table.row(
                        load.name(),
                        "%s of %s".formatted(Format.number(latencies.orders()), Format.number(load.orders())),
                        latencies.percentile(0.5),
                        latencies.percentile(0.99),
                        latencies.percentile(0.999),
                        latencies.percentile(1),
                        Format.number(fed.usage().cpuOfPipeline() * 1e6 / load.orders()));
            }
        }
        report.table("From the source topic into the marts, milliseconds", table);
    }

    private record Fed(Latencies latencies, ResourceUsage usage) {}

    private Fed feed(Load load, MeasuredPipeline pipeline, Iterator<ProducerRecord<byte[], byte[]>> orders) {
        long start = System.currentTimeMillis();
        ResourceUsage before = pipeline.usage();
        new RandomFeed(load.perSecond(), options.seed()).feed(context, orders);
        pipeline.awaitDrained();
        ResourceUsage usage = pipeline.usage().since(before);
        return new Fed(latencies(pipeline.workspace(), start), usage);
    }

    /** The latency of an order is that of its last counter. */
    private static Latencies latencies(PipelineWorkspace workspace, long since) {
        Map<String, Long> byOrder = new HashMap<>();
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
}
