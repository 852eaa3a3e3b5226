package dev.orderpipeline.common.config;

import java.util.Set;
import org.springframework.core.env.PropertyResolver;

/** The purpose for which settings are read. Variables that it does not use are not validated. */
public enum SettingsUse {
    SERVICE,
    REDRIVE,
    DROP,
    LIST;

    /** The property with the use's name; without it, settings are read for the service. */
    public static final String PROPERTY = "pipeline.settings-use";

    private static final Set<String> LOOP_VARIABLES =
            Set.of("CONCURRENCY", "JOB_INTERVAL", KafkaSettings.GROUP_PROTOCOL, "MARTS_PAGE", "SERVER_PORT");
    private static final Set<String> PROCESSING_VARIABLES = Set.of(
            "KAFKA_CREATE_TOPICS",
            "KAFKA_TOPIC_PARTITIONS",
            "KAFKA_TOPIC_REPLICATION_FACTOR",
            "OTEL_EXPORTER_OTLP_ENDPOINT",
            "OTEL_TRACES_SAMPLER_ARG");
    private static final Set<String> SENDING_VARIABLES = Set.of(
            "BATCH_SIZE",
            "KAFKA_PRODUCER_CLIENT_CERTIFICATE_PATH",
            "KAFKA_PRODUCER_CLIENT_KEY_PASSWORD",
            "KAFKA_PRODUCER_CLIENT_KEY_PATH",
            "KAFKA_PRODUCER_OAUTH_CLIENT_ID",
            "KAFKA_PRODUCER_OAUTH_CLIENT_SECRET",
            "KAFKA_PRODUCER_PASSWORD",
            "KAFKA_PRODUCER_PROPERTIES",
            "KAFKA_PRODUCER_USERNAME");

    static SettingsUse of(PropertyResolver properties) {
        return properties.getProperty(PROPERTY, SettingsUse.class, SERVICE);
    }

    /** Whether PostgreSQL, and Redis where there is reference data, are used. */
    boolean processesRecords() {
        return this == SERVICE || this == REDRIVE;
    }

    /** @param variable any but those of PostgreSQL and Redis */
    boolean uses(String variable) {
        return (this == SERVICE || !LOOP_VARIABLES.contains(variable))
                && (processesRecords() || !PROCESSING_VARIABLES.contains(variable))
                && (this != LIST || !SENDING_VARIABLES.contains(variable));
    }
}
