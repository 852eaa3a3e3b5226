package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.kafka.NativeLibraries;
import dev.orderpipeline.common.kafka.TopicCheck;
import dev.orderpipeline.common.postgres.SchemaMigration;

/**
 * What must have been done before the first record is processed: native libraries are loaded, the schema is up to date, the
 * topics are there.
 */
public record Preparation(SchemaMigration migration, TopicCheck topicCheck) implements Runnable {

    @Override
    public void run() {
        NativeLibraries.load();
        migration.migrate();
        topicCheck.check();
    }
}
