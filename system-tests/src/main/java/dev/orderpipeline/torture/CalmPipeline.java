package dev.orderpipeline.torture;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.quickstart.service.PipelineWorkspace;
import dev.orderpipeline.quickstart.service.PreparedServices;
import dev.orderpipeline.quickstart.service.Replicas;
import dev.orderpipeline.quickstart.service.Stage;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * One replica of each service, which process every stream in order. They are started once, because that takes longer than
 * their work does. What they remember of earlier streams is of no use for later ones, which have other ids.
 */
final class CalmPipeline implements AutoCloseable {

    private final PipelineWorkspace site;
    private final ArrivalFeed feed;
    private final Replicas replicas;

    CalmPipeline(LocalStack stack, PreparedServices services, Path logs) {
        this.site = new PipelineWorkspace(stack, 1);
        this.feed = new ArrivalFeed(site);
        this.replicas = new Replicas(services, site, Map.of(), logs);
        for (Stage stage : Stage.values()) {
            replicas.start(stage);
        }
    }

    /** What stands in the tables after these messages, and no others. The reference data has to be there. */
    Map<String, List<String>> tablesAfter(List<Message> messages) {
        feed.feed(messages.stream()
                .map(message -> new Arrival(0, message.record()))
                .toList());
        new Drain(site, replicas).await();
        Map<String, List<String>> tables = Tables.of(site.workspace());
        Tables.empty(site.workspace());
        return tables;
    }

    @Override
    public void close() {
        replicas.close();
        site.close();
    }
}
