package dev.orderpipeline.system;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.quickstart.check.ReportQuestions;
import dev.orderpipeline.quickstart.service.Installation;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The role of reports, which {@code reporting/dwh_reader.sql} creates. One at a time in a PostgreSQL. */
public record ReportRole(Workspace workspace, DataSource dataSource) implements AutoCloseable {

    static final String NAME = "dwh_reader";

    private static final String PASSWORD = "of-reports";

    /** The services have created their tables in the workspace's database. */
    public static ReportRole create(LocalStack stack, Workspace workspace) {
        workspace.execute(new ReportQuestions(Installation.ofThisProgram()).text(NAME));
        workspace.execute("ALTER ROLE %s PASSWORD '%s'".formatted(NAME, PASSWORD));
        return new ReportRole(
                workspace, new DriverManagerDataSource(stack.postgres().jdbcUrl(workspace.database()), NAME, PASSWORD));
    }

    @Override
    public void close() {
        workspace.execute("DROP OWNED BY " + NAME);
        workspace.execute("DROP ROLE " + NAME);
    }
}
