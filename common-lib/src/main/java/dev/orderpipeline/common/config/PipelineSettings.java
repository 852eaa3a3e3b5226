package dev.orderpipeline.common.config;

import dev.orderpipeline.common.memory.MemoryBudget;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * The validated environment variables of a service.
 *
 * @param redis empty for a service without reference data
 * @param serverPort where HTTP is served
 * @param martsPage whether the marts page is served, false for a service that has none
 */
public record PipelineSettings(
        LoopSettings loop,
        KafkaSettings kafka,
        PostgresSettings postgres,
        Optional<RedisSettings> redis,
        TracingSettings tracing,
        int serverPort,
        boolean martsPage) {

    private static final String SERVER_PORT = "SERVER_PORT";
    private static final String MARTS_PAGE = "MARTS_PAGE";

    private static final Set<String> SECRETS = Set.of(
            "KAFKA_CONSUMER_PASSWORD",
            "KAFKA_PRODUCER_PASSWORD",
            "KAFKA_CONSUMER_OAUTH_CLIENT_SECRET",
            "KAFKA_PRODUCER_OAUTH_CLIENT_SECRET",
            "KAFKA_CLIENT_KEY_PASSWORD",
            "KAFKA_CONSUMER_CLIENT_KEY_PASSWORD",
            "KAFKA_PRODUCER_CLIENT_KEY_PASSWORD",
            "PG_PASSWORD",
            "PG_CLIENT_KEY_PASSWORD",
            "REDIS_PASSWORD",
            "REDIS_SENTINEL_PASSWORD",
            "REDIS_CLIENT_KEY_PASSWORD");

    /**
     * Reads and validates every variable that is used by the service, or by what {@link SettingsUse#PROPERTY} names;
     * unused ones are not validated, and their settings are the defaults.
     *
     * @throws InvalidSettingsException with every variable that is invalid or missing, and the expected value
     */
    public static PipelineSettings read(ConfigurableEnvironment environment, ServiceDescription service) {
        SettingsUse use = SettingsUse.of(environment);
        SettingsReader reader = new SettingsReader(environment.getPropertySources(), use::uses);
        SettingsReader ofStores = use.processesRecords() ? reader : SettingsReader.ofDefaults();
        PipelineSettings settings = new PipelineSettings(
                LoopSettings.read(reader),
                KafkaSettings.read(reader, service),
                PostgresSettings.read(ofStores),
                service.referenceData() ? Optional.of(RedisSettings.read(ofStores)) : Optional.empty(),
                TracingSettings.read(reader),
                reader.port(SERVER_PORT, 5000),
                service.martsPage() && reader.flag(MARTS_PAGE, true));
        reader.throwIfInvalid();
        return settings;
    }

    /** The names of all variables of the three services, in order. */
    public static Set<String> variables() {
        Set<String> names = new TreeSet<>(Set.of(SERVER_PORT, MARTS_PAGE));
        names.addAll(LoopSettings.VARIABLES);
        names.addAll(KafkaSettings.VARIABLES);
        names.addAll(PostgresSettings.VARIABLES);
        names.addAll(RedisSettings.VARIABLES);
        names.addAll(TracingSettings.VARIABLES);
        return names;
    }

    /** The names of the variables that name the file with a secret, in order. */
    public static Set<String> secretFileVariables() {
        return SECRETS.stream().map(SettingsReader::fileVariable).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The effective settings in a few lines for the log, without passwords. */
    List<String> summary() {
        KafkaSettings.TopicSettings topics = kafka.topics();
        String kafkaUsers = kafka.consumer()
                .flatMap(consumer -> kafka.producer().map(producer -> ", %s, consumer's user %s, producer's user %s"
                        .formatted(kafka.saslMechanism(), consumer, producer)))
                .orElse("");
        String kafkaTokens =
                kafka.tokenServer().map(server -> ", tokens of " + server).orElse("");
        String kafkaCertificates = kafka.consumerTls().summary("consumer's certificate")
                + kafka.producerTls().summary("producer's certificate");
        String kafkaLine = "Kafka %s, %s%s: group %s, source topic %s, destination topic %s, dead letters %s"
                .formatted(
                        kafka.bootstrapServers(),
                        kafka.securityProtocol(),
                        kafkaUsers + kafkaTokens + kafkaCertificates,
                        topics.consumerGroup(),
                        topics.source(),
                        topics.destination(),
                        topics.deadLetters());
        String postgresLine = "PostgreSQL %s, sslmode %s: database %s, user %s"
                .formatted(
                        postgres.hosts(),
                        postgres.sslMode() + postgres.tls().summary("certificate"),
                        postgres.database(),
                        postgres.user());
        String memoryLine = MemoryBudget.ofThisProcess(loop.concurrency()).summary();
        return redis.map(server -> List.of(kafkaLine, postgresLine, "Redis " + server.summary(), memoryLine))
                .orElse(List.of(kafkaLine, postgresLine, memoryLine));
    }
}
