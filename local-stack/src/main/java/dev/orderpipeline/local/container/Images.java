package dev.orderpipeline.local.container;

/** What the servers run from in containers: the images that {@code docker-compose.yml} names too. */
public final class Images {

    public static final String KAFKA = "apache/kafka:4.1.0";
    public static final String POSTGRES = "postgres:17.6";
    public static final String REDIS = "redis:7.4.5";

    private Images() {}
}
