package dev.orderpipeline.quickstart.service;

import dev.orderpipeline.local.kafka.GroupPosition;
import dev.orderpipeline.local.kafka.GroupPositions;
import java.util.Locale;

/** One service of the pipeline; the constants stand in the order in which an order passes through them. */
public enum Stage {
    STG("stg-service", "order-service_orders"),
    DDS("dds-service", "stg-service-orders"),
    CDM("cdm-service", "dds-service-orders");

    private final String service;
    private final String sourceTopic;

    Stage(String service, String sourceTopic) {
        this.service = service;
        this.sourceTopic = sourceTopic;
    }

    /** The service's name, which is its consumer group's name as well. */
    public String service() {
        return service;
    }

    /** What a person calls the service on the command line. */
    public String shortName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public String sourceTopic() {
        return sourceTopic;
    }

    public String deadLetterTopic() {
        return sourceTopic + ".dlq";
    }

    /** How far the service has come. */
    public GroupPosition position(GroupPositions positions) {
        return positions.of(service, sourceTopic);
    }
}
