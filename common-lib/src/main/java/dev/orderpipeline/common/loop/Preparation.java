package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.kafka.TopicCheck;
import dev.orderpipeline.common.postgres.SchemaMigration;

/** What must have been done before the first record is processed: the schema is up to date, the topics are there. */
public record Preparation(SchemaMigration migration, TopicCheck topicCheck) implements Runnable {

    @Override
    public void run() {
        migration.migrate();
        topicCheck.check();
    }
}
