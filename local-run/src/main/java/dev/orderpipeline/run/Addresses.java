package dev.orderpipeline.run;

import dev.orderpipeline.local.LocalStack;

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
        terminal.table("Addresses", table);
    }
}
