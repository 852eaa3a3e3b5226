package dev.orderpipeline.quickstart.service;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.kafka.GroupPosition;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;

/** The topics and the database of one pipeline, on servers that other pipelines use too. */
public final class PipelineWorkspace implements AutoCloseable {

    private static final String COUNTERS = "counters";

    private final LocalStack stack;
    private final Workspace workspace;
    private final int partitions;

    public PipelineWorkspace(LocalStack stack, int partitions) {
        this.stack = stack;
        this.workspace = Workspace.create(stack);
        this.partitions = partitions;
        for (Stage stage : Stage.values()) {
            workspace.createTopic(source(stage), partitions);
        }
    }

    public LocalStack stack() {
        return stack;
    }

    public Workspace workspace() {
        return workspace;
    }

    public DataSource database() {
        return stack.postgres().dataSource(workspace.database());
    }

    public int partitions() {
        return partitions;
    }

    /** The variables of a service that works here, on a port of its own. */
    public Map<String, String> environment(Stage stage) {
        Map<String, String> environment = ServiceEnvironment.blank();
        environment.put("KAFKA_TOPIC_PARTITIONS", Integer.toString(partitions));
        String destination = stage == Stage.CDM ? COUNTERS : source(Stage.values()[stage.ordinal() + 1]);
        environment.putAll(workspace.variables(source(stage), destination));
        return environment;
    }

    /** The full name of the topic that the stage reads. */
    public String sourceTopic(Stage stage) {
        return workspace.topic(source(stage));
    }

    public String consumerGroup(Stage stage) {
        return workspace.consumerGroup(source(stage));
    }

    public GroupPosition position(Stage stage) {
        return workspace.position(source(stage));
    }

    public List<ReceivedDeadLetter> deadLetters() {
        return Stream.of(Stage.values()).flatMap(this::deadLetters).toList();
    }

    /** The full name of the topic that the last stage sends to. */
    public String countersTopic() {
        return workspace.topic(COUNTERS);
    }

    /** Deletes it all; no service may work here any more. */
    @Override
    public void close() {
        workspace.delete();
        workspace.close();
    }

    private Stream<ReceivedDeadLetter> deadLetters(Stage stage) {
        return stack.kafka().readAll(workspace.topic(source(stage) + ".dlq")).stream()
                .map(record -> ReceivedDeadLetter.of(stage, record));
    }

    private static String source(Stage stage) {
        return switch (stage) {
            case STG -> "orders";
            case DDS -> "enriched";
            case CDM -> "reports";
        };
    }
}
