package dev.orderpipeline.testing.secured;

import dev.orderpipeline.local.container.ContainerSpec;
import dev.orderpipeline.local.postgres.LocalPostgres;
import dev.orderpipeline.local.process.LocalStackException;
import dev.orderpipeline.testing.secured.LocalSecurity.User;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;

/** PostgreSQL that requires TLS, and SCRAM-SHA-256 or a client certificate, of all users but its owner. */
public final class SecuredPostgres extends LocalPostgres {

    private static final String DATABASE = "postgres";

    private final LocalSecurity users;

    SecuredPostgres(Path directory, LocalSecurity users) {
        super(directory, 0, settings(users.certificates()));
        this.users = users;
    }

    /**
     * Creates the user where missing, and gives them this password.
     *
     * @throws LocalStackException if the server rejects a statement
     */
    public void setPassword(User user, String password) {
        execute(DATABASE, "The password of " + user.name() + " could not be set", jdbc -> {
            if (jdbc.queryForList("SELECT 1 FROM pg_roles WHERE rolname = ?", user.name())
                    .isEmpty()) {
                jdbc.execute(statement(jdbc, "CREATE ROLE %I LOGIN", user.name()));
            }
            jdbc.execute(statement(jdbc, "ALTER ROLE %I PASSWORD %L", user.name(), password));
        });
    }

    /**
     * Allows the user to create schemas in the database, and so everything in them.
     *
     * @throws LocalStackException if the server rejects a statement
     */
    public void allow(User user, String database) {
        execute(
                DATABASE,
                "Rights on " + database + " could not be granted",
                jdbc -> jdbc.execute(statement(jdbc, "GRANT CREATE ON DATABASE %I TO %I", database, user.name())));
    }

    /** Reloads the certificate, for new connections. */
    void reloadCertificate() {
        execute(DATABASE, "The certificate could not be reloaded", jdbc -> jdbc.execute("SELECT pg_reload_conf()"));
    }

    @Override
    protected String authentication() {
        return "hostssl all all all " + (users.clientCertificates() ? "cert" : "scram-sha-256");
    }

    @Override
    protected ContainerSpec container() {
        return users.certificates().mountedInto(super.container());
    }

    private static Map<String, String> settings(Certificates certificates) {
        return Map.of(
                "ssl", "on",
                "ssl_cert_file", certificates.serverCertificate().toString(),
                "ssl_key_file", certificates.serverKey().toString(),
                "ssl_ca_file", certificates.authority().toString());
    }

    /** @param format as PostgreSQL's {@code format} has it: {@code %I} is a name, {@code %L} a text, quoted */
    private static String statement(JdbcTemplate jdbc, String format, String... texts) {
        return Objects.requireNonNull(jdbc.queryForObject("SELECT format(?, VARIADIC ?)", String.class, format, texts));
    }
}
