package dev.orderpipeline.quickstart.service;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.kafka.GroupPosition;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/** The topics and the database of one pipeline, on servers that other pipelines use as well. */
public final class PipelineWorkspace implements AutoCloseable {

    private final LocalStack stack;
    private final Workspace workspace;
    private final int partitions;

    public PipelineWorkspace(LocalStack stack, int partitions) {
        this.stack = stack;
        this.workspace = Workspace.create(stack);
        this.partitions = partitions;
        for (Stage stage : Stage.values()) {
            workspace.createTopic(stage.sourceTopic(), partitions);
        }
    }

    public LocalStack stack() {
        return stack;
    }

    /** The workspace without the stages: any topic, and the database. */
    public Workspace base() {
        return workspace;
    }

    public DataSource database() {
        return stack.postgres().dataSource(workspace.database());
    }

    public int partitions() {
        return partitions;
    }

    /** The variables of a service in this workspace, on a port of its own. The map may be modified. */
    public Map<String, String> environment(Stage stage) {
        Map<String, String> environment = ServiceEnvironment.blank();
        environment.put("KAFKA_TOPIC_PARTITIONS", Integer.toString(partitions));
        environment.putAll(workspace.variables(stage.sourceTopic(), stage.destinationTopic()));
        return environment;
    }

    /** The full name of the stage's source topic. */
    public String sourceTopic(Stage stage) {
        return workspace.topic(stage.sourceTopic());
    }

    /** The full name of the stage's destination topic. */
    public String destinationTopic(Stage stage) {
        return workspace.topic(stage.destinationTopic());
    }

    public String consumerGroup(Stage stage) {
        return workspace.consumerGroup(stage.sourceTopic());
    }

    public GroupPosition position(Stage stage) {
        return workspace.position(stage.sourceTopic());
    }

    public List<ReceivedDeadLetter> deadLetters() {
        return ReceivedDeadLetter.readAll(stack, stage -> workspace.topic(stage.deadLetterTopic()));
    }

    /** Deletes the topics and the database; all services must have stopped. */
    @Override
    public void close() {
        workspace.delete();
        workspace.close();
    }
}
