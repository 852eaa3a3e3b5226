package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.kafka.NativeLibraries;
import dev.orderpipeline.common.kafka.topic.TopicCheck;
import dev.orderpipeline.common.postgres.DatabaseCheck;
import dev.orderpipeline.common.postgres.SchemaMigration;

/**
 * Runs before the first record is processed: loads native libraries, checks the database, migrates the schema, checks the
 * rights to the tables, checks the topics.
 */
public final class ServicePreparation implements Preparation {

    private final DatabaseCheck databaseCheck;
    private final SchemaMigration migration;
    private final TopicCheck topicCheck;

    public ServicePreparation(DatabaseCheck databaseCheck, SchemaMigration migration, TopicCheck topicCheck) {
        this.databaseCheck = databaseCheck;
        this.migration = migration;
        this.topicCheck = topicCheck;
    }

    @Override
    public void run() {
        NativeLibraries.load();
        databaseCheck.checkDatabase();
        migration.migrate();
        databaseCheck.checkTables();
        topicCheck.check();
    }

    /** Checked although a batch would fail for it: there may be no records. */
    @Override
    public boolean isOutdated() {
        return databaseCheck.tablesMissing();
    }
}
