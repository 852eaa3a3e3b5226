package dev.orderpipeline.run;

import dev.orderpipeline.local.LocalStack;
import java.nio.file.Path;

/** Prints where everything that runs can be reached. */
final class Addresses {

    private final Terminal terminal;

    Addresses(Terminal terminal) {
        this.terminal = terminal;
    }

    void print(Pipeline pipeline) {
        LocalStack stack = pipeline.stack();
        TextTable table = new TextTable().text("what").text("where");
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
                                Pipeline.DATABASE));
        table.row("Kafka", stack.kafka().bootstrapServers());
        table.row(
                "Redis",
                "redis-cli -h %s -p %d"
                        .formatted(stack.redis().host(), stack.redis().port()));
        table.row("Logs", pipeline.logs().path());
        terminal.heading("Addresses");
        table.lines().forEach(row -> terminal.line("  " + row));
        terminal.heading("From another terminal");
        terminal.line("  ./quickstart dead-letters stg list    and redrive, drop; of dds and cdm as well");
        terminal.line("  ./quickstart stop stg                 and start: one part, while the rest goes on");
        printCommand(pipeline);
    }

    /** The service's own command, to be copied as it is. */
    private void printCommand(Pipeline pipeline) {
        terminal.heading("The dead letters of stg-service by its own jar");
        pipeline.environment().forEach((name, value) -> {
            if (!value.isEmpty()) {
                terminal.line("  %s=%s \\".formatted(name, value));
            }
        });
        Path jar = Installation.ofThisProgram().jar(Stage.STG);
        terminal.line("  java -jar '%s' dead-letters list".formatted(jar));
    }
}
