package dev.orderpipeline.quickstart.service;

import dev.orderpipeline.local.kafka.GroupPosition;
import dev.orderpipeline.local.kafka.GroupPositions;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The services, each after the one that produces its source topic. The tools read what they need of a service from here, so
 * another service is one more constant.
 */
public enum Stage {
    STG("order-service_orders", "stg-service-orders", 5101),
    DDS("stg-service-orders", "dds-service-orders", 5102),
    CDM("dds-service-orders", "cdm-service-counters", 5103);

    private final String sourceTopic;
    private final String destinationTopic;
    private final int defaultPort;

    Stage(String sourceTopic, String destinationTopic, int defaultPort) {
        this.sourceTopic = sourceTopic;
        this.destinationTopic = destinationTopic;
        this.defaultPort = defaultPort;
    }

    /** The names of all services, in flow order, joined with commas. */
    public static String services() {
        return Stream.of(values()).map(Stage::service).collect(Collectors.joining(", "));
    }

    /** The service's name, which is also its consumer group, its module and its jar. */
    public String service() {
        return shortName() + "-service";
    }

    /** The service's name on the command line. */
    public String shortName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The database schema of the service's tables. */
    public String schema() {
        return shortName();
    }

    public String sourceTopic() {
        return sourceTopic;
    }

    public String destinationTopic() {
        return destinationTopic;
    }

    public String deadLetterTopic() {
        return sourceTopic + ".dlq";
    }

    /** The HTTP port in a quickstart without options. */
    public int defaultPort() {
        return defaultPort;
    }

    /** The committed offsets of the service's consumer group. */
    public GroupPosition position(GroupPositions positions) {
        return positions.of(service(), sourceTopic);
    }
}
