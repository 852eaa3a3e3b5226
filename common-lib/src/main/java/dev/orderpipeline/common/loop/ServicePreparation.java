package dev.orderpipeline.common.loop;

import dev.orderpipeline.common.kafka.NativeLibraries;
import dev.orderpipeline.common.kafka.topic.TopicCheck;
import dev.orderpipeline.common.postgres.DatabaseCheck;
import dev.orderpipeline.common.postgres.SchemaMigration;

/**
 * What must have been done before the first record is processed: native libraries are loaded, the database is fit for the
 * tables, the schema is up to date, the tables may be written, the topics are there.
 */
public record ServicePreparation(DatabaseCheck databaseCheck, SchemaMigration migration, TopicCheck topicCheck)
        implements Preparation {

    @Override
    public void run() {
        NativeLibraries.load();
        databaseCheck.checkDatabase();
        migration.migrate();
        databaseCheck.checkTables();
        topicCheck.check();
    }

    /** Also where no batch fails for it: there may be no records. */
    @Override
    public boolean isOutdated() {
        return databaseCheck.tablesMissing();
    }
}
