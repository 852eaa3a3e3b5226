package dev.orderpipeline.benchmark;

import dev.orderpipeline.benchmark.Setup.Size;
import dev.orderpipeline.benchmark.Stand.Drained;
import dev.orderpipeline.generator.order.SourceRecord;
import dev.orderpipeline.local.kafka.TopicReader;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * How fast a backlog is worked off, by the whole pipeline and by each service alone, and how fast PostgreSQL copies the
 * same rows.
 */
final class DrainBench {

    private final Workbench bench;
    private final OrderBook book;
    private final long warmUp;

    DrainBench(Workbench bench, Plan plan) {
        this.bench = bench;
        this.book = plan.book(bench, plan.orders());
        this.warmUp = plan.warmUp();
    }

    /**
     * A backlog that was worked off, and what the yardstick says of its rows.
     *
     * @param copyPerSecond orders a second that {@code COPY} takes
     */
    record Compared(Drained drained, double copyPerSecond) {

        double ratio() {
            return drained.perSecond() / copyPerSecond;
        }
    }

    /** The whole pipeline, and then {@code COPY} of all rows, one layer after the other. */
    Compared wholeAndCopy() {
        try (Stand stand = startWhole(Size.USUAL)) {
            Drained drained = drain(stand, book.orders());
            return compared(stand, List.of(Stage.values()), drained);
        }
    }

    /** The same, but no table of the vault has a foreign key; neither when {@code COPY} fills it. */
    Compared wholeAndCopyWithoutForeignKeys() {
        try (Stand stand = startWhole(Size.USUAL)) {
            stand.site().workspace().execute(SqlFile.read("drop-foreign-keys.sql"));
            Drained drained = drain(stand, book.orders());
            return compared(stand, List.of(Stage.values()), drained);
        }
    }

    Drained whole(Size size) {
        try (Stand stand = startWhole(size)) {
            return drain(stand, book.orders());
        }
    }

    /** Each service alone, with all its Kafka and Redis work, on what the service before it has sent. */
    Map<Stage, Compared> alone(Size size) {
        Map<Stage, Compared> compared = new EnumMap<>(Stage.class);
        try (Stand stg = startAlone(Stage.STG, size)) {
            compared.put(Stage.STG, compared(stg, List.of(Stage.STG), drain(stg, book.orders())));
            try (Stand dds = startAlone(Stage.DDS, size)) {
                compared.put(Stage.DDS, compared(dds, List.of(Stage.DDS), drain(dds, Stage.DDS, stg.site())));
                try (Stand cdm = startAlone(Stage.CDM, size)) {
                    compared.put(Stage.CDM, compared(cdm, List.of(Stage.CDM), drain(cdm, Stage.CDM, dds.site())));
                }
            }
        }
        return compared;
    }

    private Stand startWhole(Size size) {
        return Stand.start(bench, Setup.forDrain(List.of(Stage.values()), size));
    }

    private Stand startAlone(Stage stage, Size size) {
        return Stand.start(bench, Setup.forDrain(List.of(stage), size));
    }

    /** The stand's services are stopped for that. */
    private Compared compared(Stand stand, List<Stage> stages, Drained drained) {
        stand.stopServices();
        CopyLimit limit = new CopyLimit(stand.site().database());
        double seconds = stages.stream().mapToDouble(limit::seconds).sum();
        return new Compared(drained, (warmUp + drained.records()) / seconds);
    }

    private Drained drain(Stand stand, Iterator<SourceRecord> orders) {
        stand.process(Backlog.ofOrders(stand.site(), Backlog.first(warmUp, orders)));
        stand.checkpoint();
        return stand.drain(Backlog.ofOrders(stand.site(), orders));
    }

    private Drained drain(Stand stand, Stage stage, PipelineWorkspace before) {
        try (TopicReader messages = before.stack().kafka().read(before.sourceTopic(stage))) {
            Iterator<ConsumerRecord<byte[], byte[]>> first = Backlog.first(warmUp, messages);
            stand.process(Backlog.ofMessages(stand.site(), stage, first));
            stand.checkpoint();
            return stand.drain(Backlog.ofMessages(stand.site(), stage, messages));
        }
    }
}
