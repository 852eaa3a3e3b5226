package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.MeasuredPipeline.Drained;
import dev.orderpipeline.generator.order.OrderGenerator;
import dev.orderpipeline.generator.order.SourceRecord;
import dev.orderpipeline.local.kafka.TopicReader;
import dev.orderpipeline.quickstart.service.PerStage;
import dev.orderpipeline.quickstart.service.SqlFile;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The throughput of a backlog in the whole pipeline and in each service alone, with {@code COPY} of the same rows as the
 * baseline.
 */
final class DrainBenchmark {

    private final BenchmarkContext context;
    private final OrderGenerator source;
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
        return wholeAndCopy(pipeline -> {});
    }

    /** The same, with the foreign keys of the vault dropped. */
    Compared wholeAndCopyWithoutForeignKeys() {
        String statement = SqlFile.read(DrainBenchmark.class, "drop-foreign-keys.sql");
        return wholeAndCopy(pipeline -> pipeline.workspace().base().execute(statement));
    }

    private Compared wholeAndCopy(Consumer<MeasuredPipeline> preparation) {
        try (MeasuredPipeline pipeline = MeasuredPipeline.start(context)) {
            preparation.accept(pipeline);
            return compared(pipeline, List.of(Stage.values()), drain(pipeline));
        }
    }

    Drained whole(Topology topology) {
        try (MeasuredPipeline pipeline = MeasuredPipeline.start(context, List.of(Stage.values()), topology)) {
            return drain(pipeline);
        }
    }

    /** Each service alone, with all its Kafka and Redis work, on the messages of the previous service. */
    PerStage<Compared> alone(Topology topology) {
        List<MeasuredPipeline> pipelines = new ArrayList<>();
        try {
            return PerStage.of(stage -> {
                MeasuredPipeline pipeline = MeasuredPipeline.start(context, List.of(stage), topology);
                pipelines.add(pipeline);
                Drained drained = stage.ordinal() == 0
                        ? drain(pipeline)
                        : drain(pipeline, stage, pipelines.get(stage.ordinal() - 1));
                return compared(pipeline, List.of(stage), drained);
            });
        } finally {
            pipelines.forEach(MeasuredPipeline::close);
        }
    }

    /** Stops the pipeline's services. */
    private Compared compared(MeasuredPipeline pipeline, List<Stage> stages, Drained drained) {
        pipeline.stopServices();
        CopyBaseline baseline = new CopyBaseline(pipeline.workspace().database());
        double seconds = stages.stream().mapToDouble(baseline::seconds).sum();
        return new Compared(drained, (warmUp + drained.records()) / seconds);
    }

    private Drained drain(MeasuredPipeline pipeline) {
        Iterator<SourceRecord> orders = source.records().iterator();
        return drain(pipeline, Backlog.ofOrders(pipeline.sourceTopic(), orders));
    }

    private Drained drain(MeasuredPipeline pipeline, Stage stage, MeasuredPipeline before) {
        String topic = before.workspace().sourceTopic(stage);
        try (TopicReader messages = context.stack().kafka().read(topic)) {
            return drain(pipeline, Backlog.ofMessages(pipeline.sourceTopic(), messages));
        }
    }

    private Drained drain(MeasuredPipeline pipeline, Iterator<ProducerRecord<byte[], byte[]>> records) {
        pipeline.process(Backlog.first(warmUp, records));
        pipeline.checkpoint();
        return pipeline.drain(records);
    }
}
