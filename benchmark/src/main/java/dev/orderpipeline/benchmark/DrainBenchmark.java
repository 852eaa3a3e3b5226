package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.Deployment.Topology;
import dev.orderpipeline.benchmark.MeasuredPipeline.Drained;
import dev.orderpipeline.generator.order.SourceRecord;
import dev.orderpipeline.local.kafka.TopicReader;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The throughput of a backlog in the whole pipeline and in each service alone, with {@code COPY} of the same rows as the
 * baseline.
 */
final class DrainBenchmark {

    private final BenchmarkContext context;
    private final BenchmarkOrders source;
    private final long warmUp;

    DrainBenchmark(BenchmarkContext context, BenchmarkOptions options) {
        this.context = context;
        this.source = options.loadOrders(context, options.orders());
        this.warmUp = options.warmUp();
    }

    /**
     * A drained backlog, and the baseline for its rows.
     *
     * @param copyPerSecond orders per second by {@code COPY}
     */
    record Compared(Drained drained, double copyPerSecond) {

        double ratio() {
            return drained.perSecond() / copyPerSecond;
        }
    }

    /** The whole pipeline, and then {@code COPY} of all rows, one layer after the other. */
    Compared wholeAndCopy() {
        try (MeasuredPipeline pipeline = startWhole(Topology.DEFAULT)) {
            Drained drained = drain(pipeline, source.orders());
            return compared(pipeline, List.of(Stage.values()), drained);
        }
    }

    /** The same, with the foreign keys of the vault dropped. */
    Compared wholeAndCopyWithoutForeignKeys() {
        try (MeasuredPipeline pipeline = startWhole(Topology.DEFAULT)) {
            pipeline.workspace().base().execute(SqlFile.read("drop-foreign-keys.sql"));
            Drained drained = drain(pipeline, source.orders());
            return compared(pipeline, List.of(Stage.values()), drained);
        }
    }

    Drained whole(Topology topology) {
        try (MeasuredPipeline pipeline = startWhole(topology)) {
            return drain(pipeline, source.orders());
        }
    }

    /** Each service alone, with all its Kafka and Redis work, on the messages of the previous service. */
    Map<Stage, Compared> alone(Topology topology) {
        Map<Stage, Compared> compared = new EnumMap<>(Stage.class);
        List<MeasuredPipeline> pipelines = new ArrayList<>();
        try {
            for (Stage stage : Stage.values()) {
                MeasuredPipeline pipeline = startAlone(stage, topology);
                pipelines.add(pipeline);
                Drained drained = stage.ordinal() == 0
                        ? drain(pipeline, source.orders())
                        : drain(
                                pipeline,
                                stage,
                                pipelines.get(stage.ordinal() - 1).workspace());
                compared.put(stage, compared(pipeline, List.of(stage), drained));
            }
        } finally {
            pipelines.forEach(MeasuredPipeline::close);
        }
        return compared;
    }

    private MeasuredPipeline startWhole(Topology topology) {
        return MeasuredPipeline.start(context, Deployment.forDrain(List.of(Stage.values()), topology));
    }

    private MeasuredPipeline startAlone(Stage stage, Topology topology) {
        return MeasuredPipeline.start(context, Deployment.forDrain(List.of(stage), topology));
    }

    /** Stops the pipeline's services. */
    private Compared compared(MeasuredPipeline pipeline, List<Stage> stages, Drained drained) {
        pipeline.stopServices();
        CopyBaseline baseline = new CopyBaseline(pipeline.workspace().database());
        double seconds = stages.stream().mapToDouble(baseline::seconds).sum();
        return new Compared(drained, (warmUp + drained.records()) / seconds);
    }

    private Drained drain(MeasuredPipeline pipeline, Iterator<SourceRecord> orders) {
        pipeline.process(Backlog.ofOrders(pipeline.workspace(), Backlog.first(warmUp, orders)));
        pipeline.checkpoint();
        return pipeline.drain(Backlog.ofOrders(pipeline.workspace(), orders));
    }

    private Drained drain(MeasuredPipeline pipeline, Stage stage, PipelineWorkspace before) {
        try (TopicReader messages = before.stack().kafka().read(before.sourceTopic(stage))) {
            Iterator<ConsumerRecord<byte[], byte[]>> first = Backlog.first(warmUp, messages);
            pipeline.process(Backlog.ofMessages(pipeline.workspace(), stage, first));
            pipeline.checkpoint();
            return pipeline.drain(Backlog.ofMessages(pipeline.workspace(), stage, messages));
        }
    }
}
