package dev.orderpipeline.run;

import dev.orderpipeline.local.GroupPosition;
import dev.orderpipeline.local.GroupPositions;

/** One service of the pipeline; the constants stand in the order in which an order passes through them. */
public enum Stage {
    STG("stg-service", "order-service_orders", 5101),
    DDS("dds-service", "stg-service-orders", 5102),
    CDM("cdm-service", "dds-service-orders", 5103);

    private final String service;
    private final String sourceTopic;
    private final int preferredPort;

    Stage(String service, String sourceTopic, int preferredPort) {
        this.service = service;
        this.sourceTopic = sourceTopic;
        this.preferredPort = preferredPort;
    }

    /** The service's name, which is its consumer group's name as well. */
    public String service() {
        return service;
    }

    String sourceTopic() {
        return sourceTopic;
    }

    String deadLetterTopic() {
        return sourceTopic + ".dlq";
    }

    /** How far the service has come. */
    GroupPosition position(GroupPositions positions) {
        return positions.of(service, sourceTopic);
    }

    /** The HTTP port the service gets here where nobody else holds it. */
    int preferredPort() {
        return preferredPort;
    }
}
