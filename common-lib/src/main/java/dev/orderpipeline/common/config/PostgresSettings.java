package dev.orderpipeline.common.config;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Where PostgreSQL is and how to speak to it.
 *
 * @param hosts {@code host:port}, several separated by commas: the primary among them is used
 * @param password empty where the server asks for none; never printed
 * @param sslMode libpq's {@code sslmode}
 * @param certificate PEM file of the authority that the server is verified against
 */
public record PostgresSettings(
        String hosts,
        String database,
        String user,
        Optional<String> password,
        String sslMode,
        Optional<Path> certificate) {

    private static final List<String> SSL_MODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    static PostgresSettings read(SettingsReader reader, Optional<Path> certificate) {
        String sslMode = reader.oneOf("PG_SSLMODE", SSL_MODES, certificate.isPresent() ? "verify-full" : "prefer");
        if (sslMode.startsWith("verify") && certificate.isEmpty()) {
            reader.problem(
                    "CERTIFICATE_PATH", "is missing: PG_SSLMODE=" + sslMode + " needs the authority's certificate");
        }
        return new PostgresSettings(
                hosts(reader),
                reader.text("PG_DB_NAME").map(String::strip).orElse("dwh"),
                reader.required("PG_USER", "the PostgreSQL user").strip(),
                reader.text("PG_PASSWORD"),
                sslMode,
                certificate);
    }

    private static String hosts(SettingsReader reader) {
        int port = reader.port("PG_PORT", 5432);
        String hosts = reader.text("PG_HOST").orElse("localhost");
        List<String> withPorts = Arrays.stream(hosts.split(",", -1))
                .map(String::strip)
                .map(host -> host.matches(".*:\\d+") ? host : host + ":" + port)
                .toList();
        if (!withPorts.stream().allMatch(SettingsReader::isHostAndPort)) {
            reader.problem("PG_HOST", "must name hosts as host or host:port, was '%s'".formatted(hosts));
        }
        return String.join(",", withPorts);
    }

    @Override
    public String toString() {
        return user + "@" + hosts + "/" + database;
    }
}
