package dev.orderpipeline.common.config;

import java.util.Set;
import org.springframework.core.env.PropertyResolver;

/** What the settings are read for. A variable that is not used for it is not judged, and may hold anything. */
public enum SettingsUse {
    SERVICE,
    REDRIVE,
    DROP,
    LIST;

    /** The property with the use's name; without it, settings are read for the service. */
    public static final String PROPERTY = "pipeline.settings-use";

    private static final Set<String> OF_THE_LOOP = Set.of("CONCURRENCY", "JOB_INTERVAL", "SERVER_PORT");
    private static final Set<String> OF_CREATED_TOPICS =
            Set.of("KAFKA_CREATE_TOPICS", "KAFKA_TOPIC_PARTITIONS", "KAFKA_TOPIC_REPLICATION_FACTOR");
    private static final Set<String> OF_WHAT_IS_SENT =
            Set.of("BATCH_SIZE", "KAFKA_PRODUCER_PASSWORD", "KAFKA_PRODUCER_USERNAME");

    static SettingsUse of(PropertyResolver properties) {
        return properties.getProperty(PROPERTY, SettingsUse.class, SERVICE);
    }

    /** Whether PostgreSQL, and Redis where there is reference data, are used. */
    boolean processesRecords() {
        return this == SERVICE || this == REDRIVE;
    }

    /** @param variable any but those of PostgreSQL and Redis */
    boolean uses(String variable) {
        return (this == SERVICE || !OF_THE_LOOP.contains(variable))
                && (processesRecords() || !OF_CREATED_TOPICS.contains(variable))
                && (this != LIST || !OF_WHAT_IS_SENT.contains(variable));
    }
}
