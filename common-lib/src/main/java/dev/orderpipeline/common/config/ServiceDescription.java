package dev.orderpipeline.common.config;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The properties of a service that do not depend on its deployment: fixed in its {@code application.yml}, under {@code
 * pipeline}.
 *
 * @param name the service's name, and its default consumer group
 * @param schema the PostgreSQL schema that the service owns
 * @param sourceTopic default of {@code KAFKA_SOURCE_TOPIC}
 * @param destinationTopic default of {@code KAFKA_DESTINATION_TOPIC}
 * @param destinationCompacted whether the destination topic keeps the newest value per key
 * @param referenceData whether reference data is looked up in Redis
 * @param martsPage whether the service can serve the marts page
 */
@ConfigurationProperties("pipeline")
public record ServiceDescription(
        String name,
        String schema,
        String sourceTopic,
        String destinationTopic,
        boolean destinationCompacted,
        boolean referenceData,
        boolean martsPage) {}
