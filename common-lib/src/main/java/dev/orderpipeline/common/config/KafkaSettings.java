package dev.orderpipeline.common.config;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.GroupProtocol;

/**
 * Addresses, security and topics of Kafka.
 *
 * @param bootstrapServers {@code host:port}, several separated by commas
 * @param securityProtocol Kafka's {@code security.protocol}
 * @param saslMechanism Kafka's {@code sasl.mechanism}; unused without SASL
 * @param consumer credentials of the consumer, empty without SASL, and where a callback handler among its properties has them
 * @param producer the same of the producer
 * @param tokenServer issues the clients' tokens for their credentials, empty without OAUTHBEARER
 * @param consumerTls the files of the consumer's connections, none without TLS
 * @param producerTls the same of the producer
 * @param consumerProperties of Kafka's consumer and of the admin clients with its rights
 * @param producerProperties the same of the producer
 * @param groupProtocol how consumers join their group; empty for the newest protocol that the brokers support
 */
public record KafkaSettings(
        String bootstrapServers,
        String securityProtocol,
        String saslMechanism,
        Optional<Credentials> consumer,
        Optional<Credentials> producer,
        Optional<TokenServer> tokenServer,
        TlsFiles consumerTls,
        TlsFiles producerTls,
        ClientProperties consumerProperties,
        ClientProperties producerProperties,
        Optional<GroupProtocol> groupProtocol,
        TopicSettings topics) {

    static final String GROUP_PROTOCOL = "KAFKA_GROUP_PROTOCOL";

    static final Set<String> VARIABLES = Set.of(
            "KAFKA_HOST",
            "KAFKA_PORT",
            "KAFKA_BOOTSTRAP_SERVERS",
            "KAFKA_CONSUMER_USERNAME",
            "KAFKA_CONSUMER_PASSWORD",
            "KAFKA_PRODUCER_USERNAME",
            "KAFKA_PRODUCER_PASSWORD",
            "KAFKA_CONSUMER_OAUTH_CLIENT_ID",
            "KAFKA_CONSUMER_OAUTH_CLIENT_SECRET",
            "KAFKA_PRODUCER_OAUTH_CLIENT_ID",
            "KAFKA_PRODUCER_OAUTH_CLIENT_SECRET",
            TokenServer.URL,
            TokenServer.SCOPE,
            TokenServer.AUTHORITIES,
            "KAFKA_SECURITY_PROTOCOL",
            "KAFKA_SASL_MECHANISM",
            "KAFKA_CERTIFICATE_PATH",
            "KAFKA_CLIENT_CERTIFICATE_PATH",
            "KAFKA_CLIENT_KEY_PATH",
            "KAFKA_CLIENT_KEY_PASSWORD",
            "KAFKA_CONSUMER_CLIENT_CERTIFICATE_PATH",
            "KAFKA_CONSUMER_CLIENT_KEY_PATH",
            "KAFKA_CONSUMER_CLIENT_KEY_PASSWORD",
            "KAFKA_PRODUCER_CLIENT_CERTIFICATE_PATH",
            "KAFKA_PRODUCER_CLIENT_KEY_PATH",
            "KAFKA_PRODUCER_CLIENT_KEY_PASSWORD",
            KafkaProperties.CONSUMER,
            KafkaProperties.PRODUCER,
            "KAFKA_CONSUMER_GROUP",
            GROUP_PROTOCOL,
            "KAFKA_SOURCE_TOPIC",
            "KAFKA_DESTINATION_TOPIC",
            "KAFKA_DLQ_TOPIC",
            "KAFKA_CREATE_TOPICS",
            "KAFKA_TOPIC_PARTITIONS",
            "KAFKA_TOPIC_REPLICATION_FACTOR",
            TlsFiles.COMMON_AUTHORITIES);

    private static final String CONSUMER = "KAFKA_CONSUMER";
    private static final String PRODUCER = "KAFKA_PRODUCER";
    private static final int MAX_TOPIC_LENGTH = 249;
    private static final Pattern TOPIC = Pattern.compile("(?!\\.{1,2}$)[a-zA-Z0-9._-]{1," + MAX_TOPIC_LENGTH + "}");

    /** A user name and its password, or a client's id and its secret, which are never printed. */
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
        boolean authenticated = SaslSettings.areSet(reader);
        boolean certified =
                Stream.of("KAFKA", CONSUMER, PRODUCER).anyMatch(prefix -> ClientCertificate.isSet(reader, prefix));
        String protocol = reader.oneOf(
                "KAFKA_SECURITY_PROTOCOL",
                List.of("PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"),
                defaultProtocol(
                        authenticated || SaslSettings.usesTokens(reader),
                        certified || reader.isSet("KAFKA_CERTIFICATE_PATH")));
        boolean sasl = protocol.startsWith("SASL");
        boolean tls = protocol.endsWith("SSL");
        if (!sasl && authenticated) {
            reader.problem(
                    "KAFKA_SECURITY_PROTOCOL",
                    "must be SASL_SSL or SASL_PLAINTEXT when Kafka credentials are set, was '" + protocol + "'");
        }
        if (!tls && certified) {
            reader.problem(
                    "KAFKA_SECURITY_PROTOCOL",
                    "must be SSL or SASL_SSL when a client certificate is set, was '" + protocol + "'");
        }
        ClientProperties consumerProperties = KafkaProperties.ofConsumer(reader);
        ClientProperties producerProperties = KafkaProperties.ofProducer(reader);
        SaslSettings users =
                sasl ? SaslSettings.read(reader, protocol, consumerProperties, producerProperties) : SaslSettings.NONE;
        return new KafkaSettings(
                bootstrapServers(reader),
                protocol,
                users.mechanism(),
                users.consumer(),
                users.producer(),
                users.tokenServer(),
                tls ? tls(reader, CONSUMER, PRODUCER) : TlsFiles.NONE,
                tls ? tls(reader, PRODUCER, CONSUMER) : TlsFiles.NONE,
                consumerProperties,
                producerProperties,
                groupProtocol(reader),
                topics(reader, service));
    }

    private static String defaultProtocol(boolean authenticated, boolean tls) {
        if (authenticated) {
            return "SASL_SSL";
        }
        return tls ? "SSL" : "PLAINTEXT";
    }

    /** The role's own certificate takes precedence over the common one; both roles have a certificate, or none. */
    private static TlsFiles tls(SettingsReader reader, String role, String otherRole) {
        String prefix = ClientCertificate.isSet(reader, role) ? role : "KAFKA";
        if (!ClientCertificate.isSet(reader, prefix) && ClientCertificate.isSet(reader, otherRole)) {
            reader.problem(
                    role + "_CLIENT_CERTIFICATE_PATH",
                    "is missing: %s_CLIENT_CERTIFICATE_PATH is set".formatted(otherRole));
        }
        return TlsFiles.read(reader, "KAFKA", prefix);
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

    private static Optional<GroupProtocol> groupProtocol(SettingsReader reader) {
        String protocol = reader.oneOf(GROUP_PROTOCOL, List.of("auto", "consumer", "classic"), "classic");
        return protocol.equals("auto") ? Optional.empty() : Optional.of(GroupProtocol.of(protocol));
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
