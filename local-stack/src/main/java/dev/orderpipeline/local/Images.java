package dev.orderpipeline.local;

/** What the servers run from in containers: the images that {@code docker-compose.yml} names too. */
final class Images {

    static final String KAFKA = "apache/kafka:4.1.0";
    static final String POSTGRES = "postgres:17.6";
    static final String REDIS = "redis:7.4.5";

    private Images() {}
}
