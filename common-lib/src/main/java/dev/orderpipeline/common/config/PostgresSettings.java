package dev.orderpipeline.common.config;

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
 * @param tls its authorities are empty where the server is not verified
 * @param properties of the driver
 */
public record PostgresSettings(
        String hosts,
        String database,
        String user,
        Optional<Secret> password,
        String sslMode,
        TlsFiles tls,
        ClientProperties properties) {

    static final Set<String> VARIABLES = Set.of(
            "PG_HOST",
            "PG_PORT",
            "PG_DB_NAME",
            "PG_USER",
            "PG_PASSWORD",
            "PG_SSLMODE",
            "PG_CERTIFICATE_PATH",
            "PG_CLIENT_CERTIFICATE_PATH",
            "PG_CLIENT_KEY_PATH",
            "PG_CLIENT_KEY_PASSWORD",
            TlsFiles.COMMON_AUTHORITIES,
            PostgresProperties.VARIABLE);

    private static final List<String> SSL_MODES =
            List.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

    static PostgresSettings read(SettingsReader reader) {
        String sslMode =
                reader.oneOf("PG_SSLMODE", SSL_MODES, TlsFiles.areSet(reader, "PG") ? "verify-full" : "prefer");
        return new PostgresSettings(
                hosts(reader),
                reader.text("PG_DB_NAME").orElse("dwh"),
                reader.required("PG_USER", "the PostgreSQL user"),
                reader.secret("PG_PASSWORD"),
                sslMode,
                tls(reader, sslMode),
                PostgresProperties.read(reader));
    }

    private static TlsFiles tls(SettingsReader reader, String sslMode) {
        if (sslMode.equals("disable") && ClientCertificate.isSet(reader, "PG")) {
            reader.problem("PG_SSLMODE", "must not be disable when a client certificate is set");
        }
        if (!sslMode.startsWith("verify")) {
            return new TlsFiles(Optional.empty(), ClientCertificate.read(reader, "PG"));
        }
        TlsFiles files = TlsFiles.read(reader, "PG");
        if (files.authorities().isEmpty()) {
            reader.problem(
                    TlsFiles.authorities(reader, "PG"),
                    "is missing: PG_SSLMODE=" + sslMode + " needs the CA certificate, here or in PG_CERTIFICATE_PATH");
        }
        return files;
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
