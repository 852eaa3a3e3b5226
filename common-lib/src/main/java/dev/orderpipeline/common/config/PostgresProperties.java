package dev.orderpipeline.common.config;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.postgresql.PGProperty;

/** Properties of PostgreSQL's driver that no variable names. */
final class PostgresProperties {

    static final String VARIABLE = "PG_PROPERTIES";

    private static final String TIMEOUTS = "the timeouts of a batch are nested";
    private static final String SESSION = "sessions have no state, for poolers in transaction mode";
    private static final String AUTHORITIES = "set CERTIFICATE_PATH or PG_CERTIFICATE_PATH";
    private static final String STATEMENTS = "the services' statements rely on it";

    /** Why a property can't be set, by name. */
    private static final Map<String, String> RESERVED = Map.ofEntries(
            Map.entry("user", "set PG_USER"),
            Map.entry("password", "set PG_PASSWORD"),
            Map.entry("PGHOST", "set PG_HOST"),
            Map.entry("PGPORT", "set PG_PORT"),
            Map.entry("PGDBNAME", "set PG_DB_NAME"),
            Map.entry("sslmode", "set PG_SSLMODE"),
            Map.entry("ssl", "set PG_SSLMODE"),
            Map.entry("sslrootcert", AUTHORITIES),
            Map.entry("targetServerType", "the primary is used"),
            Map.entry("readOnly", "the services write"),
            Map.entry("readOnlyMode", "the services write"),
            Map.entry("service", "set PG_HOST"),
            Map.entry("sslfactory", AUTHORITIES),
            Map.entry("sslfactoryarg", AUTHORITIES),
            Map.entry("sslhostnameverifier", "set PG_SSLMODE"),
            Map.entry("options", SESSION),
            Map.entry("prepareThreshold", SESSION),
            Map.entry("connectTimeout", TIMEOUTS),
            Map.entry("socketTimeout", TIMEOUTS),
            Map.entry("loginTimeout", TIMEOUTS),
            Map.entry("cancelSignalTimeout", TIMEOUTS),
            Map.entry("assumeMinServerVersion", STATEMENTS),
            Map.entry("binaryTransfer", STATEMENTS),
            Map.entry("binaryTransferEnable", STATEMENTS),
            Map.entry("binaryTransferDisable", STATEMENTS),
            Map.entry("preferQueryMode", STATEMENTS),
            Map.entry("stringtype", STATEMENTS),
            Map.entry("currentSchema", STATEMENTS),
            Map.entry("autosave", STATEMENTS),
            Map.entry("replication", STATEMENTS));

    private PostgresProperties() {}

    static ClientProperties read(SettingsReader reader) {
        return reader.properties(VARIABLE, (name, value) -> Optional.ofNullable(RESERVED.get(name))
                .or(() -> problem(name, value)));
    }

    private static Optional<String> problem(String name, String value) {
        PGProperty property = PGProperty.forName(name);
        if (property == null) {
            return Optional.of("the driver has no property of this name");
        }
        String[] choices = property.getChoices();
        return choices == null || List.of(choices).contains(value)
                ? Optional.empty()
                : Optional.of("its value must be one of " + String.join(", ", choices));
    }
}
