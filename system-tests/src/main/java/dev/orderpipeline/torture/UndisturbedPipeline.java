package dev.orderpipeline.torture;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.quickstart.service.Distribution;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.PreparedServices;
import dev.orderpipeline.quickstart.service.Replicas;
import dev.orderpipeline.quickstart.service.Stage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One replica of each service, which processes every stream in order. Started once for all seeds, because a start
 * takes longer than a seed. The caches of the services are no shortcut, since the ids of every seed differ.
 */
final class UndisturbedPipeline implements AutoCloseable {

    private final PipelineWorkspace workspace;
    private final ArrivalFeed feed;
    private final Replicas replicas;

    UndisturbedPipeline(LocalStack stack, PreparedServices services, Optional<Distribution> distribution, Path logs) {
        this.workspace = new PipelineWorkspace(stack, 1);
        this.feed = new ArrivalFeed(workspace);
        this.replicas = new Replicas(services, workspace, replica -> Map.of(), logs);
        for (Stage stage : Stage.values()) {
            replicas.start(stage);
        }
        distribution.ifPresent(distributed -> distributed.apply(workspace, replicas));
    }

    /** The contents of the tables after exactly these messages. Their reference data must be loaded. */
    Map<String, List<String>> tablesAfter(List<ScenarioMessage> messages) {
        feed.feed(messages.stream()
                .map(message -> new Arrival(0, message.record()))
                .toList());
        new Drain(workspace, replicas).await();
        Map<String, List<String>> tables = TableContents.of(workspace.base());
        TableContents.empty(workspace.base());
        return tables;
    }

    @Override
    public void close() {
        replicas.close();
        workspace.close();
    }
}
