package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.console.StallDetector;
import dev.orderpipeline.generator.order.SourceRecord;
import dev.orderpipeline.local.kafka.GroupPositions;
import dev.orderpipeline.local.server.LocalServer;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.Replicas;
import dev.orderpipeline.quickstart.service.ServiceProcess;
import dev.orderpipeline.quickstart.service.Stage;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/** A pipeline, or some of its services, in a workspace of its own, whose drains are measured. */
final class MeasuredPipeline implements AutoCloseable {

    private static final Duration STALL_TIMEOUT = Duration.ofMinutes(2);

    private final BenchmarkContext context;
    private final List<Stage> stages;
    private final Topology topology;
    private final PipelineWorkspace workspace;
    private final Replicas replicas;
    private final GroupPositions positions;

    private MeasuredPipeline(BenchmarkContext context, List<Stage> stages, Topology topology) {
        this.context = context;
        this.stages = stages;
        this.topology = topology;
        this.workspace = new PipelineWorkspace(context.stack(), topology.partitions());
        this.replicas = new Replicas(
                context.services(),
                workspace,
                replica -> variables(),
                context.logs().resolve(workspace.base().database()));
        this.positions = new GroupPositions(context.stack().kafka().bootstrapServers());
    }

    /** Starts the whole pipeline with default settings; see the other method. */
    static MeasuredPipeline start(BenchmarkContext context) {
        return start(context, List.of(Stage.values()), Topology.DEFAULT);
    }

    /**
     * Starts the services and waits until they are ready.
     *
     * @param stages consecutive in flow order
     * @throws CommandFailedException if they do not become ready
     */
    static MeasuredPipeline start(BenchmarkContext context, List<Stage> stages, Topology topology) {
        MeasuredPipeline pipeline = new MeasuredPipeline(context, stages, topology);
        try {
            pipeline.startServices();
            return pipeline;
        } catch (RuntimeException e) {
            pipeline.close();
            throw e;
        }
    }

    /** A drained backlog. */
    record Drained(long records, Duration taken, ResourceUsage usage) {

        double perSecond() {
            return records * 1e9 / taken.toNanos();
        }
    }

    private Map<String, String> variables() {
        Map<String, String> variables = new HashMap<>(context.variables());
        variables.put("CONCURRENCY", Integer.toString(topology.concurrency()));
        return variables;
    }

    PipelineWorkspace workspace() {
        return workspace;
    }

    /** The full name of the first stage's source topic. */
    String sourceTopic() {
        return workspace.sourceTopic(stages.get(0));
    }

    /** Orders as records of the source topic: the next ones, so many. */
    Iterator<ProducerRecord<byte[], byte[]>> backlog(long count, Iterator<SourceRecord> orders) {
        return Backlog.first(count, Backlog.ofOrders(sourceTopic(), orders));
    }

    /** Feeds records, and waits until they are drained. */
    void process(Iterator<ProducerRecord<byte[], byte[]>> records) {
        context.stack().kafka().send(() -> records);
        awaitDrained();
    }

    /** Waits until the topics are drained. Not valid after a measured drain, see {@link UncommittedRecords}. */
    void awaitDrained() {
        awaitDrained(positions.ends(sourceTopic()));
    }

    /**
     * Forces a checkpoint, so that none happens during a measurement.
     */
    void checkpoint() {
        workspace.base().execute("CHECKPOINT");
    }

    /** Measures a drain, from the moment at which the backlog becomes visible. */
    Drained drain(Iterator<ProducerRecord<byte[], byte[]>> records) {
        try (UncommittedRecords backlog =
                UncommittedRecords.send(context.stack().kafka(), records)) {
            ResourceUsage before = usage();
            long start = System.nanoTime();
            backlog.commit();
            awaitDrained(backlog.ends());
            Duration taken = Duration.ofNanos(System.nanoTime() - start);
            return new Drained(backlog.count(), taken, usage().since(before));
        }
    }

    /** Replaces each replica of a stage by a new one, as a rollout does: it is stopped once the new one is ready. */
    void restartReplicas(Stage stage) {
        for (int replica = 0; replica < topology.replicas(); replica++) {
            ServiceProcess old = replicas.take(stage, 0);
            try {
                replicas.start(stage);
                awaitReady();
            } finally {
                old.close();
            }
        }
    }

    /** Kills a replica of a stage, and starts another one. */
    void replaceKilledReplica(Stage stage) {
        replicas.take(stage, 0).kill();
        replicas.start(stage);
        awaitReady();
    }

    /** What a stage has committed. */
    Map<TopicPartition, Long> committed(Stage stage) {
        return positions.committed(workspace.consumerGroup(stage));
    }

    /** The end offsets of a stage's source topic. */
    Map<TopicPartition, Long> ends(Stage stage) {
        return positions.ends(workspace.sourceTopic(stage));
    }

    /** How many messages a stage has produced twice. Valid for a stage that produces one for each record. */
    long producedAgain(Stage stage) {
        return records(workspace.destinationTopic(stage)) - records(workspace.sourceTopic(stage));
    }

    private long records(String topic) {
        return positions.ends(topic).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Of the services and servers so far. */
    ResourceUsage usage() {
        return ResourceUsage.of(context.stack(), services());
    }

    /** Stops the services; topics and tables are kept. */
    void stopServices() {
        services().parallelStream().forEach(ServiceProcess::close);
    }

    @Override
    public void close() {
        replicas.close();
        positions.close();
        workspace.close();
    }

    private void startServices() {
        for (Stage stage : stages) {
            for (int replica = 0; replica < topology.replicas(); replica++) {
                replicas.start(stage);
            }
        }
        awaitReady();
    }

    private void awaitReady() {
        replicas.awaitReady(LocalServer.DEFAULT_START_TIMEOUT, context.stop());
    }

    /** Once a stage has committed the end of its topic, the end of the next stage's topic is final. */
    private void awaitDrained(Map<TopicPartition, Long> endsOfFirst) {
        Stage first = stages.get(0);
        for (Stage stage : stages) {
            awaitDrained(stage, stage == first ? endsOfFirst : ends(stage));
        }
    }

    private void awaitDrained(Stage stage, Map<TopicPartition, Long> ends) {
        StallDetector stallDetector = new StallDetector(STALL_TIMEOUT, System::nanoTime);
        context.await(() -> {
            replicas.requireAlive();
            Map<TopicPartition, Long> committed = committed(stage);
            if (stallDetector.isStalled(committed)) {
                throw new CommandFailedException("No progress for %d s: %s has committed %s of %s"
                        .formatted(STALL_TIMEOUT.toSeconds(), stage.service(), committed, ends));
            }
            return ends.entrySet().stream().allMatch(end -> committed.getOrDefault(end.getKey(), 0L) >= end.getValue());
        });
    }

    private List<ServiceProcess> services() {
        return stages.stream().flatMap(stage -> replicas.of(stage).stream()).toList();
    }
}
