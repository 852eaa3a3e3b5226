package dev.orderpipeline.common.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where Kafka is and how to speak to it.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param securityProtocol Kafka's {@code security.protocol}
 * @param saslMechanism Kafka's {@code sasl.mechanism}; unused unless the protocol is a SASL one
 * @param consumer credentials of the consumer, empty without SASL
 * @param producer credentials of the producer, empty without SASL
 * @param certificate PEM file of the authority that the brokers are verified against, empty for the JVM's own
 */
public record KafkaSettings(
        String bootstrapServers,
        String securityProtocol,
        String saslMechanism,
        Optional<Credentials> consumer,
        Optional<Credentials> producer,
        Optional<Path> certificate,
        TopicSettings topics) {

    /** A name and a password; never printed with it. */
    public record Credentials(String username, String password) {
        @Override
        public String toString() {
            return username;
        }
    }

    /**
     * @param consumerGroup the group that shares the source topic's partitions
     * @param create whether the destination and dead-letter topics are created where missing
     * @param partitions partitions of a created topic, empty for the broker's default
     * @param replicationFactor replicas of a created topic, empty for the broker's default
     */
    public record TopicSettings(
            String consumerGroup,
            String source,
            String destination,
            String deadLetters,
            boolean create,
            Optional<Integer> partitions,
            Optional<Short> replicationFactor) {}

    static KafkaSettings read(SettingsReader reader, ServiceDescription service, Optional<Path> certificate) {
        Optional<Credentials> consumer = credentials(reader, "KAFKA_CONSUMER");
        Optional<Credentials> producer = credentials(reader, "KAFKA_PRODUCER");
        boolean authenticated = consumer.isPresent() || producer.isPresent();
        String protocol = reader.oneOf(
                "KAFKA_SECURITY_PROTOCOL",
                List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"),
                authenticated ? "SASL_SSL" : "PLAINTEXT");
        boolean sasl = protocol.startsWith("SASL");
        if (sasl && consumer.isEmpty()) {
            reader.problem("KAFKA_CONSUMER_USERNAME", "is missing: " + protocol + " needs the consumer's user name");
        }
        if (sasl && producer.isEmpty()) {
            reader.problem("KAFKA_PRODUCER_USERNAME", "is missing: " + protocol + " needs the producer's user name");
        }
        if (!sasl && authenticated) {
            reader.problem(
                    "KAFKA_SECURITY_PROTOCOL",
                    "must be SASL_SSL or SASL_PLAINTEXT when a Kafka user name is set, was '" + protocol + "'");
        }
        return new KafkaSettings(
                bootstrapServers(reader),
                protocol,
                reader.oneOf(
                        "KAFKA_SASL_MECHANISM", List.of("SCRAM-SHA-512", "SCRAM-SHA-256", "PLAIN"), "SCRAM-SHA-512"),
                consumer,
                producer,
                certificate,
                topics(reader, service));
    }

    private static String bootstrapServers(SettingsReader reader) {
        String host = reader.text("KAFKA_HOST").map(String::strip).orElse("localhost");
        int port = reader.port("KAFKA_PORT", 9092);
        String servers =
                reader.text("KAFKA_BOOTSTRAP_SERVERS").map(String::strip).orElse(host + ":" + port);
        for (String server : servers.split(",", -1)) {
            if (!SettingsReader.isHostAndPort(server.strip())) {
                reader.problem(
                        reader.text("KAFKA_BOOTSTRAP_SERVERS").isPresent() ? "KAFKA_BOOTSTRAP_SERVERS" : "KAFKA_HOST",
                        "must name brokers as host:port,host:port (KAFKA_HOST: a host name alone), was '%s'"
                                .formatted(server));
            }
        }
        return servers;
    }

    private static Optional<Credentials> credentials(SettingsReader reader, String prefix) {
        Optional<String> username = reader.text(prefix + "_USERNAME");
        Optional<String> password = reader.text(prefix + "_PASSWORD");
        if (username.isPresent() && password.isEmpty()) {
            reader.problem(prefix + "_PASSWORD", "is missing: the password of '" + username.get() + "'");
        }
        if (username.isEmpty() && password.isPresent()) {
            reader.problem(prefix + "_USERNAME", "is missing: a password is set for it");
        }
        return username.flatMap(name -> password.map(secret -> new Credentials(name, secret)));
    }

    private static TopicSettings topics(SettingsReader reader, ServiceDescription service) {
        String source = topic(reader, "KAFKA_SOURCE_TOPIC", service.sourceTopic());
        String destination = topic(reader, "KAFKA_DESTINATION_TOPIC", service.destinationTopic());
        String deadLetters = topic(reader, "KAFKA_DLQ_TOPIC", source + ".dlq");
        if (source.equals(destination)) {
            reader.problem("KAFKA_DESTINATION_TOPIC", "must not be the source topic, was '" + destination + "'");
        }
        if (deadLetters.equals(source) || deadLetters.equals(destination)) {
            reader.problem("KAFKA_DLQ_TOPIC", "must be a topic of its own, was '" + deadLetters + "'");
        }
        return new TopicSettings(
                reader.text("KAFKA_CONSUMER_GROUP").orElse(service.name()),
                source,
                destination,
                deadLetters,
                reader.flag("KAFKA_CREATE_TOPICS", false),
                reader.number("KAFKA_TOPIC_PARTITIONS", 1, 10_000),
                reader.number("KAFKA_TOPIC_REPLICATION_FACTOR", 1, Short.MAX_VALUE)
                        .map(Integer::shortValue));
    }

    private static String topic(SettingsReader reader, String variable, String defaultTopic) {
        String topic = reader.text(variable).map(String::strip).orElse(defaultTopic);
        if (!topic.matches("[a-zA-Z0-9._-]{1,249}")) {
            reader.problem(
                    variable, "must be a topic name of letters, digits, '.', '_' and '-', was '%s'".formatted(topic));
        }
        return topic;
    }
}
