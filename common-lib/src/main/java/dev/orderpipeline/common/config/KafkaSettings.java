package dev.orderpipeline.common.config;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Addresses, security and topics of Kafka.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param securityProtocol Kafka's {@code security.protocol}
 * @param saslMechanism Kafka's {@code sasl.mechanism}; unused without SASL
 * @param consumer credentials of the consumer, empty without SASL
 * @param producer credentials of the producer, empty without SASL
 * @param certificate PEM file with the CA certificates that brokers are verified against, empty for the JVM's own and
 *     where brokers are not verified
 * @param consumerProperties of Kafka's consumer and of the admin clients with its rights
 * @param producerProperties the same of the producer
 */
public record KafkaSettings(
        String bootstrapServers,
        String securityProtocol,
        String saslMechanism,
        Optional<Credentials> consumer,
        Optional<Credentials> producer,
        Optional<Path> certificate,
        ClientProperties consumerProperties,
        ClientProperties producerProperties,
        TopicSettings topics) {

    static final Set<String> VARIABLES = Set.of(
            "KAFKA_HOST",
            "KAFKA_PORT",
            "KAFKA_BOOTSTRAP_SERVERS",
            "KAFKA_CONSUMER_USERNAME",
            "KAFKA_CONSUMER_PASSWORD",
            "KAFKA_PRODUCER_USERNAME",
            "KAFKA_PRODUCER_PASSWORD",
            "KAFKA_SECURITY_PROTOCOL",
            "KAFKA_SASL_MECHANISM",
            KafkaProperties.CONSUMER,
            KafkaProperties.PRODUCER,
            "KAFKA_CONSUMER_GROUP",
            "KAFKA_SOURCE_TOPIC",
            "KAFKA_DESTINATION_TOPIC",
            "KAFKA_DLQ_TOPIC",
            "KAFKA_CREATE_TOPICS",
            "KAFKA_TOPIC_PARTITIONS",
            "KAFKA_TOPIC_REPLICATION_FACTOR",
            "CERTIFICATE_PATH");

    private static final String DEFAULT_MECHANISM = "SCRAM-SHA-512";
    private static final int MAX_TOPIC_LENGTH = 249;
    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1," + MAX_TOPIC_LENGTH + "}");

    /** A user name and its password, which is never printed. */
    public record Credentials(String username, Secret password) {
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

    static KafkaSettings read(SettingsReader reader, ServiceDescription service) {
        boolean authenticated = hasCredentials(reader, "KAFKA_CONSUMER") || hasCredentials(reader, "KAFKA_PRODUCER");
        String protocol = reader.oneOf(
                "KAFKA_SECURITY_PROTOCOL",
                List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"),
                authenticated ? "SASL_SSL" : "PLAINTEXT");
        boolean sasl = protocol.startsWith("SASL");
        if (!sasl && authenticated) {
            reader.problem(
                    "KAFKA_SECURITY_PROTOCOL",
                    "must be SASL_SSL or SASL_PLAINTEXT when Kafka credentials are set, was '" + protocol + "'");
        }
        String mechanism = sasl
                ? reader.oneOf(
                        "KAFKA_SASL_MECHANISM", List.of(DEFAULT_MECHANISM, "SCRAM-SHA-256", "PLAIN"), DEFAULT_MECHANISM)
                : DEFAULT_MECHANISM;
        Optional<Credentials> consumer = Optional.empty();
        Optional<Credentials> producer = Optional.empty();
        if (sasl) {
            consumer = credentials(reader, "consumer", protocol, mechanism);
            producer = credentials(reader, "producer", protocol, mechanism);
        }
        return new KafkaSettings(
                bootstrapServers(reader),
                protocol,
                mechanism,
                consumer,
                producer,
                protocol.endsWith("SSL") ? reader.certificates("CERTIFICATE_PATH") : Optional.empty(),
                KafkaProperties.ofConsumer(reader),
                KafkaProperties.ofProducer(reader),
                topics(reader, service));
    }

    private static boolean hasCredentials(SettingsReader reader, String prefix) {
        return reader.isSet(prefix + "_USERNAME") || reader.isSecretSet(prefix + "_PASSWORD");
    }

    private static String bootstrapServers(SettingsReader reader) {
        if (!reader.isSet("KAFKA_BOOTSTRAP_SERVERS")) {
            return reader.host("KAFKA_HOST", "KAFKA_PORT", "localhost") + ":" + reader.port("KAFKA_PORT", 9092);
        }
        return reader.addresses("KAFKA_BOOTSTRAP_SERVERS").stream()
                .map(address -> address.withPort(address.port().orElseGet(() -> {
                    reader.problem(
                            "KAFKA_BOOTSTRAP_SERVERS",
                            "must name brokers as host:port,host:port: '%s' has no port".formatted(address.host()));
                    return 9092;
                })))
                .distinct()
                .collect(Collectors.joining(","));
    }

    /** @param role as in the names of its variables, but in lower case */
    private static Optional<Credentials> credentials(
            SettingsReader reader, String role, String protocol, String mechanism) {
        String prefix = "KAFKA_" + role.toUpperCase(Locale.ROOT);
        Optional<String> username = reader.text(prefix + "_USERNAME");
        Optional<Secret> password = reader.secret(prefix + "_PASSWORD");
        if (username.isEmpty()) {
            reader.problem(
                    prefix + "_USERNAME",
                    password.isPresent()
                            ? "is missing: a password is set for it"
                            : "is missing: " + protocol + " needs the " + role + "'s user name");
        } else if (password.isEmpty()) {
            reader.problem(prefix + "_PASSWORD", "is missing: the password of '" + username.get() + "'");
        } else if (mechanism.startsWith("SCRAM") && !username.get().matches("\\p{ASCII}+")) {
            reader.problem(
                    prefix + "_USERNAME",
                    "must be in ASCII, because Kafka accepts no other user names with %s, was '%s'"
                            .formatted(mechanism, username.get()));
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
        if (!reader.hasProblem("KAFKA_SOURCE_TOPIC") && deadLetters.length() > MAX_TOPIC_LENGTH) {
            reader.problem(
                    "KAFKA_DLQ_TOPIC",
                    "must be set: its default, the source topic and '.dlq', is longer than the %d characters of a topic"
                            .formatted(MAX_TOPIC_LENGTH));
        }
        boolean create = reader.flag("KAFKA_CREATE_TOPICS", false);
        return new TopicSettings(
                reader.text("KAFKA_CONSUMER_GROUP").orElse(service.name()),
                source,
                destination,
                deadLetters,
                create,
                create ? reader.number("KAFKA_TOPIC_PARTITIONS", 1, 10_000) : Optional.empty(),
                create
                        ? reader.number("KAFKA_TOPIC_REPLICATION_FACTOR", 1, Short.MAX_VALUE)
                                .map(Integer::shortValue)
                        : Optional.empty());
    }

    private static String topic(SettingsReader reader, String variable, String defaultTopic) {
        return reader.text(variable)
                .map(topic -> {
                    if (!TOPIC.matcher(topic).matches()) {
                        reader.problem(
                                variable,
                                ("must be a topic name of at most %d letters, digits, '.', '_' and '-' (not '.' or '..'), was"
                                                + " '%s'")
                                        .formatted(MAX_TOPIC_LENGTH, topic));
                    }
                    return topic;
                })
                .orElse(defaultTopic);
    }
}
