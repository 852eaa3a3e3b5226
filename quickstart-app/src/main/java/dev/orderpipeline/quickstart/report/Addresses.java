package dev.orderpipeline.quickstart.report;

import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.quickstart.service.Installation;
import dev.orderpipeline.quickstart.service.ServiceProcess;
import dev.orderpipeline.quickstart.service.Stage;
import dev.orderpipeline.quickstart.stack.LocalPipeline;
import java.nio.file.Path;

/** Prints the addresses of all servers and services. */
public final class Addresses {

    private final LocalPipeline pipeline;
    private final Terminal terminal;

    public Addresses(LocalPipeline pipeline, Terminal terminal) {
        this.pipeline = pipeline;
        this.terminal = terminal;
    }

    /** Prints where the marts fill while orders are fed. */
    public void printMartsPage() {
        terminal.line("Marts page: " + martsPage());
    }

    public void print() {
        LocalStack stack = pipeline.stack();
        TextTable table = new TextTable().text("what").text("where");
        table.row("Marts page", martsPage());
        for (ServiceProcess service : pipeline.services()) {
            table.row(service.stage().service(), service.url() + "/health");
            table.row("", service.url() + "/health/readiness");
            table.row("", service.url() + "/prometheus");
        }
        table.row(
                "PostgreSQL",
                "psql -h %s -p %d -U %s %s"
                        .formatted(
                                stack.postgres().host(),
                                stack.postgres().port(),
                                stack.postgres().user(),
                                LocalPipeline.DATABASE));
        table.row("Kafka", stack.kafka().bootstrapServers());
        table.row(
                "Redis",
                "redis-cli -h %s -p %d"
                        .formatted(stack.redis().host(), stack.redis().port()));
        table.row("Logs", pipeline.logs().path());
        terminal.heading("Addresses");
        table.lines().forEach(row -> terminal.line("  " + row));
        terminal.heading("From another terminal");
        terminal.line("  ./quickstart dead-letters stg list    and redrive, drop; of other services as well");
        terminal.line("  ./quickstart stop stg                 and start: one part, while the others keep running");
        printCommand();
    }

    private String martsPage() {
        return pipeline.services().stream()
                .filter(service -> service.stage() == Stage.CDM)
                .map(service -> service.url() + "/")
                .findFirst()
                .orElseThrow();
    }

    /** The service's own command, complete for copying. */
    private void printCommand() {
        terminal.heading("Dead letters of stg-service, with its own jar");
        pipeline.environment().forEach((name, value) -> {
            if (!value.isEmpty()) {
                terminal.line("  %s=%s \\".formatted(name, value));
            }
        });
        Path jar = Installation.ofThisProgram().jar(Stage.STG);
        terminal.line("  java -jar '%s' dead-letters list".formatted(jar));
    }
}
