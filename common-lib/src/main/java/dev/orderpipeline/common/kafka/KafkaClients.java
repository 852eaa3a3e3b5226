package dev.orderpipeline.common.kafka;

import dev.orderpipeline.common.config.ClientProperties;
import dev.orderpipeline.common.config.KafkaSettings;
import dev.orderpipeline.common.config.KafkaSettings.Credentials;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.config.TlsFiles;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.tls.RenewedTls;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import javax.security.auth.login.LoginException;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.GroupProtocol;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import org.apache.kafka.common.security.plain.PlainLoginModule;
import org.apache.kafka.common.security.scram.ScramLoginModule;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;

/**
 * Creates Kafka clients for at-least-once processing, with the credentials of their role; none for a server that is no Kafka
 * broker, or that requires TLS if the settings do not.
 */
public final class KafkaClients implements AutoCloseable {

    /** Of a token's lifetime; with jitter up to 80 %. Connections authenticate again after 85 to 95 %. */
    private static final double TOKEN_RENEWAL = 0.75;

    private static final String UNRESOLVED = "No resolvable bootstrap urls";
    static final int MEBIBYTE = 1024 * 1024;
    /** Larger than any broker accepts by default, so that the broker's limit applies. */
    public static final int MAX_REQUEST_BYTES = 16 * MEBIBYTE;
    /** Of a message: its key, its header, and what Kafka's format adds. */
    private static final int MAX_MESSAGE_OVERHEAD_BYTES = 4 * 1024;

    private final KafkaSettings settings;
    private final Timeouts timeouts;
    private final int batchSize;
    private final MemoryBudget memory;
    private final String clientId;
    private final AtomicInteger clientCount = new AtomicInteger();
    private final Map<KafkaUser, Admin> sharedAdmins = new ConcurrentHashMap<>();
    private final Map<TlsFiles, RenewedTls> renewedTls = new ConcurrentHashMap<>();
    private final Map<KafkaUser, TokenSource> tokens = new EnumMap<>(KafkaUser.class);
    private final GroupProtocolChoice groupProtocol;
    private volatile boolean brokersFound;

    /**
     * @param batchSize maximum number of records in a batch
     * @param memory limits the bytes of a batch and of the clients' buffers
     * @param clientId the prefix of the clients' ids, followed by a number
     */
    public KafkaClients(
            KafkaSettings settings, Timeouts timeouts, int batchSize, MemoryBudget memory, String clientId) {
        this.settings = settings;
        this.timeouts = timeouts;
        this.batchSize = batchSize;
        this.memory = memory;
        this.clientId = clientId;
        settings.tokenServer().ifPresent(server -> {
            for (KafkaUser user : KafkaUser.values()) {
                credentials(user).ifPresent(client -> tokens.put(user, new TokenSource(user, server, client)));
            }
        });
        this.groupProtocol = new GroupProtocolChoice(
                settings.groupProtocol(), settings.topics().consumerGroup(), () -> sharedAdmin(KafkaUser.CONSUMER));
    }

    /** A member of the service's group, without auto-commit and without an offset reset policy: see {@link RecordSource}. */
    BoundedConsumer member() {
        return consumer(settings.topics().consumerGroup(), groupProtocol.get());
    }

    /** The same that joins no group. */
    BoundedConsumer consumer() {
        return consumer(settings.topics().consumerGroup());
    }

    /** As above, with the offsets of another group. */
    public BoundedConsumer consumer(String group) {
        return consumer(group, GroupProtocol.CLASSIC);
    }

    private BoundedConsumer consumer(String group, GroupProtocol protocol) {
        Map<String, Object> config = connection(KafkaUser.CONSUMER);
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, milliseconds(Timeouts.MAX_POLL_INTERVAL));
        if (protocol == GroupProtocol.CLASSIC) {
            // With the other protocol, all this is the brokers'.
            config.put(ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
            config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, milliseconds(Timeouts.SESSION));
            config.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, milliseconds(Timeouts.SESSION_HEARTBEAT));
        }
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, milliseconds(timeouts.kafka()));
        // Compressed, that is several batches; they are buffered until they are processed.
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, memory.partitionFetchBytes());
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, memory.fetchBytes());
        config.putAll(settings.consumerProperties().values());
        return created(KafkaUser.CONSUMER, () -> BoundedConsumer.create(config, protocol, batchSize, memory));
    }

    /** The limits of the clients' buffers. */
    public MemoryBudget memory() {
        return memory;
    }

    /** The largest value that the producer's buffer holds, with its key and headers. */
    public int maxMessageBytes() {
        return memory.producerBytes() - MAX_MESSAGE_OVERHEAD_BYTES;
    }

    /** Creates one producer, and returns it until it is reset. */
    DefaultKafkaProducerFactory<byte[], byte[]> producerFactory() {
        Map<String, Object> config = connection(KafkaUser.PRODUCER);
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "zstd");
        // The default level compresses orders no better, and allocates tables of a megabyte for every batch.
        config.put(ProducerConfig.COMPRESSION_ZSTD_LEVEL_CONFIG, 1);
        config.put(ProducerConfig.BUFFER_MEMORY_CONFIG, memory.producerBytes());
        config.put(ProducerConfig.BATCH_SIZE_CONFIG, Math.min(MEBIBYTE / 4, memory.producerBytes() / 8));
        // Delays nothing, for the sender flushes at once; records that are sent together share a batch.
        config.put(ProducerConfig.LINGER_MS_CONFIG, 100);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, timeouts.kafka().toMillis());
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, milliseconds(timeouts.produce()));
        config.putAll(settings.producerProperties().values());
        DefaultKafkaProducerFactory<byte[], byte[]> factory = new DefaultKafkaProducerFactory<>(config) {
            @Override
            protected Producer<byte[], byte[]> createRawProducer(Map<String, Object> rawConfigs) {
                return created(KafkaUser.PRODUCER, () -> super.createRawProducer(rawConfigs));
            }
        };
        // Before a reset, all records are acknowledged or have failed.
        factory.setPhysicalCloseTimeout(0);
        return factory;
    }

    /** An admin client with the rights of the consumer; the caller closes it. */
    public Admin consumerAdmin() {
        return admin(KafkaUser.CONSUMER);
    }

    /** An admin client with the rights of the user; the caller closes it. */
    public Admin admin(KafkaUser user) {
        Map<String, Object> config = connection(user);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, milliseconds(timeouts.kafka()));
        config.putAll(propertiesOfAdmin(user));
        return created(user, () -> Admin.create(config));
    }

    /** Without what only consumers and producers have, which the client would warn of. */
    private Map<String, String> propertiesOfAdmin(KafkaUser user) {
        Map<String, String> properties = new HashMap<>(properties(user).values());
        properties
                .keySet()
                .removeIf(name -> !AdminClientConfig.configNames().contains(name)
                        && (ConsumerConfig.configNames().contains(name)
                                || ProducerConfig.configNames().contains(name)));
        return properties;
    }

    /** The same for requests that are repeated: one connection for all callers, which is closed with this. */
    public Admin sharedAdmin(KafkaUser user) {
        return sharedAdmins.computeIfAbsent(shared(user), this::admin);
    }

    /** The same if a caller has created it: that may wait for a broker. */
    public Optional<Admin> openedAdmin(KafkaUser user) {
        return Optional.ofNullable(sharedAdmins.get(shared(user)));
    }

    /** Users with the same credentials, certificates and properties share a client. */
    private KafkaUser shared(KafkaUser user) {
        boolean same = settings.consumer().equals(settings.producer())
                && settings.consumerTls().equals(settings.producerTls())
                && settings.consumerProperties().equals(settings.producerProperties());
        return same ? KafkaUser.CONSUMER : user;
    }

    @Override
    public void close() {
        sharedAdmins.values().forEach(admin -> admin.close(Duration.ZERO));
    }

    private ClientProperties properties(KafkaUser user) {
        return user == KafkaUser.CONSUMER ? settings.consumerProperties() : settings.producerProperties();
    }

    private Optional<Credentials> credentials(KafkaUser user) {
        return user == KafkaUser.CONSUMER ? settings.consumer() : settings.producer();
    }

    private TlsFiles tls(KafkaUser user) {
        return user == KafkaUser.CONSUMER ? settings.consumerTls() : settings.producerTls();
    }

    /** The bootstrap servers: {@code host:port}, several separated by commas. */
    String bootstrapServers() {
        return settings.bootstrapServers();
    }

    /**
     * Creates a client. If no broker's name is resolved, Kafka's exception names neither the brokers nor a variable; if there is
     * no token, it has only the text of the reason.
     */
    private <C> C created(KafkaUser user, Supplier<C> client) {
        requireBrokers();
        try {
            return client.get();
        } catch (KafkaException e) {
            if (NestedExceptionUtils.getMostSpecificCause(e) instanceof LoginException) {
                throw Optional.ofNullable(tokens.get(user))
                        .flatMap(TokenSource::failure)
                        .map(user::explain)
                        .orElse(e);
            }
            String reason = e.getCause() instanceof ConfigException cause ? String.valueOf(cause.getMessage()) : "";
            throw reason.startsWith(UNRESOLVED)
                    ? new UnresolvedBrokersException(settings.bootstrapServers(), reason)
                    : e;
        }
    }

    /** Not with TLS, whose handshake fails with anything else. */
    private void requireBrokers() {
        if (!brokersFound && settings.securityProtocol().endsWith("PLAINTEXT")) {
            for (InetSocketAddress server : ConnectionCheck.addresses(settings.bootstrapServers())) {
                brokersFound |= PlaintextCheck.isBroker(server);
            }
        }
    }

    private Map<String, Object> connection(KafkaUser role) {
        Map<String, Object> config = new HashMap<>();
        config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, settings.bootstrapServers());
        config.put(CommonClientConfigs.CLIENT_ID_CONFIG, clientId + "-" + clientCount.incrementAndGet());
        config.put(CommonClientConfigs.METADATA_MAX_AGE_CONFIG, Timeouts.METADATA_MAX_AGE.toMillis());
        config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, milliseconds(timeouts.kafka()));
        config.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, settings.securityProtocol());
        if (settings.securityProtocol().startsWith("SASL")) {
            config.put(SaslConfigs.SASL_MECHANISM, settings.saslMechanism());
            config.put(SaslConfigs.SASL_JAAS_CONFIG, loginModule(settings.saslMechanism()) + " required;");
            config.putAll(tokens.containsKey(role) ? tokenSettings(tokens.get(role)) : passwordSettings(role));
        }
        TlsFiles files = tls(role);
        if (!files.isEmpty()) {
            config.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, RenewedSslEngineFactory.class);
            config.put(RenewedSslEngineFactory.TLS, renewedTls.computeIfAbsent(files, RenewedTls::new));
        }
        return config;
    }

    private Map<String, Object> passwordSettings(KafkaUser role) {
        return credentials(role)
                .<Map<String, Object>>map(user -> Map.of(
                        SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS,
                        CredentialsCallbackHandler.class,
                        CredentialsCallbackHandler.CREDENTIALS,
                        user))
                .orElse(Map.of());
    }

    private static Map<String, Object> tokenSettings(TokenSource source) {
        return Map.of(
                SaslConfigs.SASL_LOGIN_REFRESH_WINDOW_FACTOR,
                TOKEN_RENEWAL,
                SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS,
                TokenLoginHandler.class,
                SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS,
                TokenClientHandler.class,
                TokenSource.SETTING,
                source);
    }

    private static String loginModule(String mechanism) {
        return (switch (mechanism) {
                    case "PLAIN" -> PlainLoginModule.class;
                    case OAuthBearerLoginModule.OAUTHBEARER_MECHANISM -> OAuthBearerLoginModule.class;
                    default -> ScramLoginModule.class;
                })
                .getName();
    }

    private static int milliseconds(Duration duration) {
        return Math.toIntExact(duration.toMillis());
    }
}
