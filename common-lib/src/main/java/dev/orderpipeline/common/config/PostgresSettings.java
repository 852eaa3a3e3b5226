package dev.orderpipeline.common.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Addresses, security and user of PostgreSQL.
 *
 * @param hosts {@code host:port}, several separated by commas: the primary among them is used
 * @param password empty where the server requires none
 * @param sslMode libpq's {@code sslmode}
 * @param certificate PEM file with the CA certificates that the server is verified against, empty where it is not
 *     verified
 * @param properties of the driver
 */
public record PostgresSettings(
        String hosts,
        String database,
        String user,
        Optional<Secret> password,
        String sslMode,
        Optional<Path> certificate,
        ClientProperties properties) {

    static final Set<String> VARIABLES = Set.of(
            "PG_HOST",
            "PG_PORT",
            "PG_DB_NAME",
            "PG_USER",
            "PG_PASSWORD",
            "PG_SSLMODE",
            "CERTIFICATE_PATH",
            PostgresProperties.VARIABLE);

    private static final List<String> SSL_MODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    static PostgresSettings read(SettingsReader reader) {
        String sslMode =
                reader.oneOf("PG_SSLMODE", SSL_MODES, reader.isSet("CERTIFICATE_PATH") ? "verify-full" : "prefer");
        boolean verified = sslMode.startsWith("verify");
        Optional<Path> certificate = verified ? reader.certificates("CERTIFICATE_PATH") : Optional.empty();
        if (verified && certificate.isEmpty()) {
            reader.problem("CERTIFICATE_PATH", "is missing: PG_SSLMODE=" + sslMode + " needs the CA certificate");
        }
        return new PostgresSettings(
                hosts(reader),
                reader.text("PG_DB_NAME").orElse("dwh"),
                reader.required("PG_USER", "the PostgreSQL user"),
                reader.secret("PG_PASSWORD"),
                sslMode,
                certificate,
                PostgresProperties.read(reader));
    }

    private static String hosts(SettingsReader reader) {
        List<ServerAddress> addresses = reader.addresses("PG_HOST");
        if (addresses.isEmpty()) {
            return "localhost:" + reader.port("PG_PORT", 5432);
        }
        return addresses.stream()
                .map(address -> address.withPort(address.port().orElseGet(() -> reader.port("PG_PORT", 5432))))
                .collect(Collectors.joining(","));
    }

    @Override
    public String toString() {
        return user + "@" + hosts + "/" + database;
    }
}
