package dev.orderpipeline.common.health;

import dev.orderpipeline.common.postgres.DatabaseCheck;

/** Whether PostgreSQL responds, and the service may write its tables. */
public final class PostgresDependency implements Dependency {

    private final DatabaseCheck databaseCheck;

    public PostgresDependency(DatabaseCheck databaseCheck) {
        this.databaseCheck = databaseCheck;
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public String tag() {
        return "postgresql";
    }

    @Override
    public void check() {
        databaseCheck.checkAgain();
    }
}
