package dev.orderpipeline.observability;

import dev.orderpipeline.quickstart.service.Installation;
import dev.orderpipeline.quickstart.service.Stage;
import java.nio.file.Path;
import java.util.function.Supplier;

/** All dashboards, and their files. */
enum Dashboards {
    PIPELINE(PipelineDashboard::create),
    MARTS(MartsDashboard::create);

    private static final Path FOLDER = Installation.ofThisProgram().root().resolve("observability/grafana/dashboards");

    private final Supplier<Dashboard> create;

    Dashboards(Supplier<Dashboard> create) {
        this.create = create;
    }

    Dashboard dashboard() {
        return create.get();
    }

    Path file() {
        return FOLDER.resolve(dashboard().uid() + ".json");
    }

    /** The text of a query as a data source gets it: Grafana replaces variables and macros. */
    static String replaced(String query) {
        return query.replace("$namespace", ".*")
                .replace("$instance", ".*")
                .replace("$application", Stage.services().replace(", ", "|"))
                .replace("$__rate_interval", "15s")
                .replace("$top", "10")
                .replace("$days", "30");
    }
}
