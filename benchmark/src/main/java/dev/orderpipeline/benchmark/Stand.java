package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.console.StallWatch;
import dev.orderpipeline.local.kafka.GroupPositions;
import dev.orderpipeline.local.server.LocalServer;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.Replicas;
import dev.orderpipeline.quickstart.service.ServiceProcess;
import dev.orderpipeline.quickstart.service.Stage;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A pipeline of its own, or a part of one, whose services run and are timed while they work off a backlog. */
final class Stand implements AutoCloseable {

    private static final Duration READY_WITHIN = LocalServer.DEFAULT_START_TIMEOUT;
    private static final Duration NOTHING_MOVES_LIMIT = Duration.ofMinutes(2);

    private final Workbench bench;
    private final Setup setup;
    private final PipelineWorkspace site;
    private final Replicas replicas;
    private final GroupPositions positions;

    private Stand(Workbench bench, Setup setup) {
        this.bench = bench;
        this.setup = setup;
        this.site = new PipelineWorkspace(bench.stack(), setup.size().partitions());
        this.replicas = new Replicas(
                bench.services(),
                site,
                setup.variables(),
                bench.logs().resolve(site.workspace().database()));
        this.positions = new GroupPositions(bench.stack().kafka().bootstrapServers());
    }

    /**
     * Starts the services and waits until they are ready.
     *
     * @throws CommandFailedException if they do not get ready
     */
    static Stand start(Workbench bench, Setup setup) {
        Stand stand = new Stand(bench, setup);
        try {
            stand.startServices();
            return stand;
        } catch (RuntimeException e) {
            stand.close();
            throw e;
        }
    }

    /** What a stand has done with a backlog. */
    record Drained(long records, Duration taken, Readings readings) {

        double perSecond() {
            return records * 1e9 / taken.toNanos();
        }
    }

    PipelineWorkspace site() {
        return site;
    }

    /** Has the services process records, and waits until all is done. */
    void process(Iterator<ProducerRecord<byte[], byte[]>> records) {
        bench.stack().kafka().send(() -> records);
        awaitDone();
    }

    /** Waits until all is done that is in the topics. Not after a backlog was worked off: see {@link HeldRecords}. */
    void awaitDone() {
        awaitDone(positions.ends(site.sourceTopic(setup.first())));
    }

    /**
     * Has PostgreSQL make a checkpoint now, and none for some minutes. The first change of a page after it puts the whole
     * page into the log.
     */
    void checkpoint() {
        site.workspace().execute("CHECKPOINT");
    }

    /** Has the services work off a backlog, and times them from the moment in which it is there. */
    Drained drain(Iterator<ProducerRecord<byte[], byte[]>> records) {
        try (HeldRecords backlog = HeldRecords.send(bench.stack().kafka().bootstrapServers(), records)) {
            Readings before = readings();
            long start = System.nanoTime();
            backlog.release();
            awaitDone(backlog.ends());
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            return new Drained(backlog.count(), taken, readings().since(before));
        }
    }

    /** Stops the services; topics and tables stay. */
    void stopServices() {
        services().parallelStream().forEach(ServiceProcess::close);
    }

    @Override
    public void close() {
        replicas.close();
        positions.close();
        site.close();
    }

    private void startServices() {
        for (Stage stage : setup.stages()) {
            for (int replica = 0; replica < setup.size().replicas(); replica++) {
                replicas.start(stage);
            }
        }
        long deadline = System.nanoTime() + READY_WITHIN.toNanos();
        await(() -> {
            if (System.nanoTime() > deadline) {
                throw new CommandFailedException(
                        "The services were not ready after " + READY_WITHIN.toSeconds() + " s");
            }
            return replicas.areReady();
        });
    }

    /** Once a stage has committed the end of its topic, the end of the next stage's topic is final. */
    private void awaitDone(Map<TopicPartition, Long> endsOfFirst) {
        Map<TopicPartition, Long> ends = endsOfFirst;
        for (Stage stage : setup.stages()) {
            if (stage != setup.first()) {
                ends = positions.ends(site.sourceTopic(stage));
            }
            awaitDone(stage, ends);
        }
    }

    private void awaitDone(Stage stage, Map<TopicPartition, Long> ends) {
        StallWatch stallWatch = new StallWatch(NOTHING_MOVES_LIMIT, System::nanoTime);
        await(() -> {
            Map<TopicPartition, Long> committed = positions.committed(site.consumerGroup(stage));
            if (stallWatch.isStalled(committed)) {
                throw new CommandFailedException("Nothing has moved for %d s: %s stands at %s and has to reach %s"
                        .formatted(NOTHING_MOVES_LIMIT.toSeconds(), stage.service(), committed, ends));
            }
            return ends.entrySet().stream().allMatch(end -> committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
        });
    }

    private void await(BooleanSupplier condition) {
        bench.await(() -> {
            replicas.requireAlive();
            return condition.getAsBoolean();
        });
    }

    private Readings readings() {
        return Readings.of(bench.stack(), services());
    }

    private List<ServiceProcess> services() {
        return setup.stages().stream()
                .flatMap(stage -> replicas.of(stage).stream())
                .toList();
    }
}
