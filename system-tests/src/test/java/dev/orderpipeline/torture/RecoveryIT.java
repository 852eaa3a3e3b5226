package dev.orderpipeline.torture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.quickstart.check.DrainCheck;
import dev.orderpipeline.quickstart.service.Installation;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.PreparedServices;
import dev.orderpipeline.quickstart.service.ServiceProcess;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.testing.SharedStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recoveries of docs/operations.md, step by step. */
class RecoveryIT {

    private static final long SEED = 20;
    private static final Duration TIMEOUT = Duration.ofMinutes(5);
    private static final Duration GRACE = Duration.ofMinutes(1);
    private static final int ADDED_PARTITIONS = 2;

    @TempDir
    private Path logs;

    private final LocalStack stack = SharedStack.get();
    private final Scenario scenario = Scenario.draw(SEED);
    private final PipelineWorkspace workspace = new PipelineWorkspace(stack, scenario.partitions());
    private final PreparedServices prepared = new PreparedServices(Installation.ofThisProgram());
    private final Map<Stage, ServiceProcess> services = new EnumMap<>(Stage.class);
    private Map<String, SortedSet<String>> tables;
    private Map<String, String> counters;

    @AfterEach
    void stop() {
        services.values().forEach(ServiceProcess::kill);
        workspace.close();
    }

    @Test
    void tablesAndCountersAreTheSameAfterEachRecovery() throws Exception {
        stack.redis().set(scenario.reference().referenceData());
        Stream.of(Stage.values()).forEach(this::start);
        new ArrivalFeed(workspace).feed(scenario.arrivals());
        awaitDrained();
        tables = TableContents.asExpected(workspace.base());
        counters = CounterValues.ofTheMarts(workspace.base());
        assertThat(counters).isNotEmpty();

        losesTheTopicOfCounters();
        losesTheDatabase();
        addsPartitionsUnderLoad();
    }

    private void losesTheTopicOfCounters() {
        services.get(Stage.CDM).stop(GRACE);
        recreateTopic(workspace.destinationTopic(Stage.CDM));
        resetToEarliest(Stage.CDM);
        start(Stage.CDM);
        awaitDrained();

        assertThat(CounterValues.ofTheTopic(workspace)).isEqualTo(counters);
        assertThat(TableContents.asExpected(workspace.base())).isEqualTo(tables);
    }

    private void losesTheDatabase() {
        services.values().forEach(service -> service.stop(GRACE));
        stack.postgres().dropDatabase(workspace.base().database());
        stack.postgres().createDatabase(workspace.base().database());
        resetToEarliest(Stage.STG);
        Stream.of(Stage.values()).forEach(this::start);
        awaitDrained();

        assertThat(TableContents.asExpected(workspace.base())).isEqualTo(tables);
        assertThat(CounterValues.ofTheTopic(workspace)).isEqualTo(counters);
    }

    private void addsPartitionsUnderLoad() throws Exception {
        int partitions = scenario.partitions() + ADDED_PARTITIONS;
        feedAgain(scenario.partitions());
        try (Admin admin = stack.kafka().admin()) {
            admin.createPartitions(Stream.of(Stage.values())
                            .collect(Collectors.toMap(
                                    workspace::sourceTopic, stage -> NewPartitions.increaseTo(partitions))))
                    .all()
                    .get();
        }
        feedAgain(partitions);
        awaitDrained();

        assertThat(TableContents.asExpected(workspace.base())).isEqualTo(tables);
        assertThat(workspace.position(Stage.STG).end())
                .isEqualTo(3L * scenario.arrivals().size());
    }

    /** All records, duplicates by now, on all partitions. */
    private void feedAgain(int partitions) {
        List<Arrival> arrivals = scenario.arrivals();
        stack.kafka()
                .send(IntStream.range(0, arrivals.size())
                        .mapToObj(index -> new ProducerRecord<>(
                                workspace.sourceTopic(Stage.STG),
                                index % partitions,
                                arrivals.get(index).record().key(),
                                arrivals.get(index).record().value()))
                        .toList());
    }

    private void start(Stage stage) {
        Path log = logs.resolve("%s-%d.log".formatted(stage.service(), System.nanoTime()));
        services.put(stage, prepared.start(stage, workspace.environment(stage), log));
    }

    private void awaitDrained() {
        await().atMost(TIMEOUT).ignoreExceptions().until(new DrainCheck(workspace::position)::isDrained);
    }

    private void recreateTopic(String topic) {
        stack.kafka().deleteTopics(List.of(topic));
        await().atMost(TIMEOUT).until(() -> !stack.kafka().topics().contains(topic));
        stack.kafka().createTopic(topic, scenario.partitions(), Map.of("cleanup.policy", "compact"));
    }

    /** Once the broker has removed the members of the group. */
    private void resetToEarliest(Stage stage) {
        try (Admin admin = stack.kafka().admin()) {
            Map<TopicPartition, OffsetAndMetadata> offsets = IntStream.range(0, scenario.partitions())
                    .mapToObj(partition -> new TopicPartition(workspace.sourceTopic(stage), partition))
                    .collect(Collectors.toMap(partition -> partition, partition -> new OffsetAndMetadata(0)));
            await().atMost(TIMEOUT).ignoreExceptions().until(() -> {
                admin.alterConsumerGroupOffsets(workspace.consumerGroup(stage), offsets)
                        .all()
                        .get();
                return true;
            });
        }
    }
}
