package dev.orderpipeline.common.config;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigException;
import org.springframework.util.ClassUtils;

/** Properties of Kafka's clients that no variable names. */
final class KafkaProperties {

    static final String CONSUMER = "KAFKA_CONSUMER_PROPERTIES";
    static final String PRODUCER = "KAFKA_PRODUCER_PROPERTIES";

    /** Has tokens of another kind than those of client credentials. */
    static final String LOGIN_HANDLER = "sasl.login.callback.handler.class";

    private static final String OWNERSHIP = "the session timeout decides who owns a partition";
    private static final String ASSIGNOR = "all replicas of a group need the same";
    private static final String DELIVERY = "no record may be lost or reordered";
    private static final String OFFSETS = "offsets are committed by the loop alone";
    private static final String TIMEOUTS = "the timeouts of a batch are nested";
    private static final String MEMORY = "it is a share of the heap";
    private static final String AUTHORITIES = "set CERTIFICATE_PATH or KAFKA_CERTIFICATE_PATH";
    private static final String CODE = "records are bytes";
    private static final String CLIENT = "set the client's id and secret";
    private static final String TOKEN_CLASSES = "set " + LOGIN_HANDLER + " for tokens of another kind";

    /** Why a property can't be set, by name. */
    private static final Map<String, String> RESERVED = Map.ofEntries(
            Map.entry("bootstrap.servers", "set KAFKA_BOOTSTRAP_SERVERS"),
            Map.entry("security.protocol", "set KAFKA_SECURITY_PROTOCOL"),
            Map.entry("sasl.mechanism", "set KAFKA_SASL_MECHANISM"),
            Map.entry("sasl.jaas.config", "set the user's name and password"),
            Map.entry("sasl.client.callback.handler.class", "set the user's name and password"),
            Map.entry("sasl.oauthbearer.token.endpoint.url", "set KAFKA_OAUTH_TOKEN_URL"),
            Map.entry("sasl.oauthbearer.scope", "set KAFKA_OAUTH_SCOPE"),
            Map.entry("sasl.oauthbearer.client.credentials.client.id", CLIENT),
            Map.entry("sasl.oauthbearer.client.credentials.client.secret", CLIENT),
            Map.entry("sasl.oauthbearer.jwt.retriever.class", TOKEN_CLASSES),
            Map.entry("sasl.oauthbearer.jwt.validator.class", TOKEN_CLASSES),
            Map.entry("ssl.truststore.type", AUTHORITIES),
            Map.entry("ssl.truststore.location", AUTHORITIES),
            Map.entry("ssl.truststore.certificates", AUTHORITIES),
            Map.entry("ssl.truststore.password", AUTHORITIES),
            Map.entry("ssl.engine.factory.class", AUTHORITIES),
            Map.entry("ssl.endpoint.identification.algorithm", "host names are always verified"),
            Map.entry("bootstrap.controllers", "the services use brokers alone"),
            Map.entry("client.id", "it is the service's name with a number"),
            Map.entry("group.id", "set KAFKA_CONSUMER_GROUP"),
            Map.entry("max.poll.records", "set BATCH_SIZE"),
            Map.entry("request.timeout.ms", TIMEOUTS),
            Map.entry("default.api.timeout.ms", TIMEOUTS));

    private static final Map<String, String> RESERVED_OF_CONSUMER = Map.ofEntries(
            Map.entry("enable.auto.commit", OFFSETS),
            Map.entry("auto.commit.interval.ms", OFFSETS),
            Map.entry("auto.offset.reset", OFFSETS),
            Map.entry("isolation.level", "records of aborted transactions must not be consumed"),
            Map.entry("allow.auto.create.topics", "clients create no topics"),
            Map.entry("key.deserializer", CODE),
            Map.entry("value.deserializer", CODE),
            Map.entry("check.crcs", "corrupted records must not be consumed"),
            Map.entry("partition.assignment.strategy", ASSIGNOR),
            Map.entry("group.instance.id", OWNERSHIP),
            Map.entry("group.protocol", "set KAFKA_GROUP_PROTOCOL"),
            Map.entry("group.remote.assignor", ASSIGNOR),
            Map.entry("share.acknowledgement.mode", OFFSETS),
            Map.entry("fetch.max.wait.ms", TIMEOUTS),
            Map.entry("session.timeout.ms", OWNERSHIP),
            Map.entry("heartbeat.interval.ms", OWNERSHIP),
            Map.entry("max.poll.interval.ms", TIMEOUTS),
            Map.entry("max.partition.fetch.bytes", MEMORY),
            Map.entry("fetch.max.bytes", MEMORY));

    private static final Map<String, String> RESERVED_OF_PRODUCER = Map.ofEntries(
            Map.entry("acks", DELIVERY),
            Map.entry("enable.idempotence", DELIVERY),
            Map.entry("retries", DELIVERY),
            Map.entry("max.in.flight.requests.per.connection", DELIVERY),
            Map.entry("transactional.id", "the services use no transactions of Kafka"),
            Map.entry("transaction.two.phase.commit.enable", "the services use no transactions of Kafka"),
            Map.entry("partitioner.class", "the key decides the partition"),
            Map.entry("partitioner.ignore.keys", "the key decides the partition"),
            Map.entry("key.serializer", CODE),
            Map.entry("value.serializer", CODE),
            Map.entry("delivery.timeout.ms", TIMEOUTS),
            Map.entry("max.block.ms", TIMEOUTS),
            Map.entry("linger.ms", "a batch is sent at once"),
            Map.entry("compression.zstd.level", MEMORY),
            Map.entry("max.request.size", "the topic's limit decides"),
            Map.entry("buffer.memory", MEMORY),
            Map.entry("batch.size", MEMORY));

    private static final Set<String> CLASSES = Set.of("interceptor.classes", "metric.reporters", LOGIN_HANDLER);

    private KafkaProperties() {}

    static ClientProperties ofConsumer(SettingsReader reader) {
        return read(reader, CONSUMER, RESERVED_OF_CONSUMER, ConsumerConfig.configDef());
    }

    static ClientProperties ofProducer(SettingsReader reader) {
        return read(reader, PRODUCER, RESERVED_OF_PRODUCER, ProducerConfig.configDef());
    }

    /** Whether the client has its tokens of a callback handler of its own. */
    static boolean haveLogin(ClientProperties properties) {
        return properties.values().containsKey(LOGIN_HANDLER);
    }

    static void requireLogin(SettingsReader reader, String variable, String other) {
        reader.problem(variable, "must have %s, too: %s has it".formatted(LOGIN_HANDLER, other));
    }

    private static ClientProperties read(
            SettingsReader reader, String variable, Map<String, String> reservedHere, ConfigDef known) {
        Map<String, String> reserved = new HashMap<>(RESERVED);
        reserved.putAll(reservedHere);
        Map<String, ConfigKey> keys = known.configKeys();
        return reader.properties(variable, (name, value) -> Optional.ofNullable(reserved.get(name))
                .or(() -> Optional.ofNullable(keys.get(name)).flatMap(key -> problem(key, value))));
    }

    /** A name that Kafka's client lacks may be one of a plug-in. */
    private static Optional<String> problem(ConfigKey key, String value) {
        return CLASSES.contains(key.name)
                ? missingClass(value).or(() -> invalidValue(key, value))
                : invalidValue(key, value);
    }

    private static Optional<String> invalidValue(ConfigKey key, String value) {
        try {
            Object parsed = ConfigDef.parseType(key.name, value, key.type);
            if (key.validator != null) {
                key.validator.ensureValid(key.name, parsed);
            }
            return Optional.empty();
        } catch (ConfigException e) {
            // The message has the value, which may be a secret.
            return Optional.of("its value is invalid: " + key.type.name().toLowerCase(Locale.ROOT)
                    + (key.validator == null ? "" : ", " + key.validator));
        }
    }

    private static Optional<String> missingClass(String names) {
        return Stream.of(names.split(","))
                .map(String::strip)
                .filter(name -> !ClassUtils.isPresent(name, null))
                .findFirst()
                .map(name -> "the class path has no " + name);
    }
}
