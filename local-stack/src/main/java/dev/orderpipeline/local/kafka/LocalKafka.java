package dev.orderpipeline.local.kafka;

import dev.orderpipeline.local.container.ContainerSpec;
import dev.orderpipeline.local.container.Images;
import dev.orderpipeline.local.process.ChildProcess;
import dev.orderpipeline.local.process.DataFolder;
import dev.orderpipeline.local.process.LocalStackException;
import dev.orderpipeline.local.process.Ports;
import dev.orderpipeline.local.security.Certificates;
import dev.orderpipeline.local.security.LocalSecurity;
import dev.orderpipeline.local.security.LocalSecurity.User;
import dev.orderpipeline.local.server.LocalServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/**
 * A Kafka broker, which is its own controller (KRaft). It creates no topic by itself and has no retention by time.
 * Clients of {@link #bootstrapServers()} have all rights, without encryption and passwords; a secured stack has a second
 * listener, {@link #securedServers()}, whose clients have only the rights that were granted.
 */
public final class LocalKafka extends LocalServer {

    private static final List<String> JVM_OPTIONS = List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    /** A JVM that writes a class archive ends some seconds later. */
    private static final Duration ARCHIVE_TIMEOUT = Duration.ofMinutes(2);

    private static final Duration ADMIN_TIMEOUT = Duration.ofSeconds(5);

    private final TopicClient client;
    private final Optional<KafkaSecurity> security;
    private final Map<String, String> settings;
    private final Supplier<List<String>> classOptions;

    public LocalKafka(Path directory, int port) {
        this(directory, port, Optional.empty(), Map.of());
    }

    /** @param settings of the broker, by name; they take precedence over the defaults of the local stack */
    public LocalKafka(Path directory, int port, Optional<LocalSecurity> security, Map<String, String> settings) {
        this(directory, port, security, settings, BrokerClasses::options);
    }

    private LocalKafka(
            Path directory,
            int port,
            Optional<LocalSecurity> security,
            Map<String, String> settings,
            Supplier<List<String>> classOptions) {
        super("Kafka", directory, port);
        this.settings = settings;
        this.classOptions = classOptions;
        this.client = new TopicClient(bootstrapServers());
        this.security = security.map(users -> new KafkaSecurity(users, Ports.free()));
    }

    /** Starts an idle broker with these options of the JVM, and stops it. */
    static void runOnce(List<String> classOptions) {
        try (DataFolder folder = new DataFolder(null)) {
            LocalKafka broker = new LocalKafka(folder.path(), 0, Optional.empty(), Map.of(), () -> classOptions);
            broker.start();
            broker.stop(ARCHIVE_TIMEOUT);
        }
    }

    public String bootstrapServers() {
        return host() + ":" + port();
    }

    /**
     * The SASL_SSL listener, with SCRAM-SHA-512 or PLAIN.
     *
     * @throws NoSuchElementException if the stack is not secured
     */
    public String securedServers() {
        return Certificates.HOST + ":" + security.orElseThrow().port();
    }

    /** Reloads the certificate, for new connections. */
    public void reloadCertificate() {
        client.configureBroker(security.orElseThrow().keystore());
    }

    /** Gives the user this password for SCRAM-SHA-512. */
    public void setPassword(User user, String password) {
        client.setPassword(user.name(), password);
    }

    /** Allows the user to do this to a topic or group. */
    public void allow(User user, ResourceType type, String name, AclOperation... operations) {
        client.allow(user.name(), type, name, List.of(operations));
    }

    /** Creates the topic with the broker's own settings, and waits until it can be used; see the other method. */
    public void createTopic(String name, int partitions) {
        createTopic(name, partitions, Map.of());
    }

    /**
     * Creates the topic and waits until it can be used. A topic that exists stays as it is.
     *
     * @param configs settings of the topic, such as {@code cleanup.policy}
     * @throws LocalStackException if the broker does not create it
     */
    public void createTopic(String name, int partitions, Map<String, String> configs) {
        client.create(name, partitions, configs);
    }

    /**
     * Deletes the topics with all that is in them.
     *
     * @throws LocalStackException if the broker does not delete one of them
     */
    public void deleteTopics(List<String> names) {
        client.delete(names);
    }

    /** The names of all topics but Kafka's internal ones. */
    public Set<String> topics() {
        return client.topics();
    }

    /**
     * Sends the records in their order and waits until the broker has stored all of them. They are taken one by one, so
     * that more of them can be sent than fit into memory.
     *
     * @throws LocalStackException if one of them is not stored; those before and after it may be
     */
    public void send(Iterable<ProducerRecord<byte[], byte[]>> records) {
        client.send(records);
    }

    /**
     * A producer of records as they are, to be closed.
     *
     * @param settings besides the address of the broker
     */
    public Producer<byte[], byte[]> producer(Map<String, Object> settings) {
        return client.producer(settings);
    }

    /** An administrative client, to be closed. */
    public Admin admin() {
        return client.admin();
    }

    /**
     * All records of the topic, from the beginning to the end that it has at the time of the call, without those of open
     * or aborted transactions. The records of a partition are in order.
     *
     * @throws LocalStackException if the topic does not exist or cannot be read
     */
    public List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (TopicReader reader = read(topic)) {
            reader.forEachRemaining(records::add);
        }
        return records;
    }

    /**
     * The same records one by one, for a topic that may hold more than fits into memory.
     *
     * @throws LocalStackException if the topic does not exist or cannot be read
     */
    public TopicReader read(String topic) {
        return client.read(topic);
    }

    @Override
    protected ChildProcess launch() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path properties = writeProperties();
        List<String> command = new ArrayList<>(List.of(
                java,
                // Native libraries are unpacked there; a killed broker leaves them behind.
                "-Djava.io.tmpdir=" + directory(),
                "-Dlogback.configurationFile=dev/orderpipeline/local/broker-logback.xml"));
        command.addAll(JVM_OPTIONS);
        command.addAll(classOptions.get());
        command.addAll(List.of(BrokerMain.class.getName(), properties.toString()));
        return ChildProcess.start("kafka", command, Map.of(), logFile());
    }

    /** As {@link BrokerMain} does: the storage is prepared where that was not done before, then the broker runs. */
    @Override
    protected ContainerSpec container() {
        String properties = writeProperties().toString();
        String java = "java " + String.join(" ", JVM_OPTIONS) + " -cp '/opt/kafka/libs/*' ";
        return new ContainerSpec(
                Images.KAFKA,
                List.of(
                        "sh",
                        "-c",
                        java + "kafka.tools.StorageTool format -t \"$0\" -c \"$1\" --ignore-formatted && exec " + java
                                + "kafka.Kafka \"$1\"",
                        BrokerMain.CLUSTER_ID,
                        properties),
                Map.of(),
                Stream.concat(Stream.of(port()), security.stream().map(KafkaSecurity::port))
                        .toList(),
                folders(security.map(KafkaSecurity::users)));
    }

    @Override
    protected boolean isReady() {
        return Ports.isOpen(port()) && client.brokerCount(ADMIN_TIMEOUT) > 0;
    }

    @Override
    protected List<Hint> hints() {
        return List.of(
                new Hint(
                        "Could not find or load main class",
                        "All jars must be on the class path of this JVM, by -cp or a manifest's Class-Path."),
                new Hint(
                        "Failed to acquire lock",
                        "Another broker uses the data folder. End it, or choose another data folder."),
                new Hint("insufficient memory", "The broker needs about 500 MB of memory. End other programs."));
    }

    private Path writeProperties() {
        Properties properties = new Properties();
        Path file = directory().resolve("server.properties");
        try {
            Files.createDirectories(directory());
            properties.load(new StringReader(plainProperties()));
            security.ifPresent(secured -> secured.addTo(properties, listenAddress()));
            properties.putAll(settings);
            try (OutputStream output = Files.newOutputStream(file)) {
                properties.store(output, null);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String plainProperties() {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@%1$s:%3$d
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://%5$s:%2$d,CONTROLLER://%1$s:%3$d
                advertised.listeners=PLAINTEXT://%1$s:%2$d
                log.dirs=%4$s

                auto.create.topics.enable=false
                log.retention.ms=-1
                num.network.threads=2
                num.io.threads=4
                log.cleaner.dedupe.buffer.size=16777216

                # There is one broker only.
                offsets.topic.replication.factor=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1

                # A fast start, also after a kill: a broker cannot register before its old session has timed out.
                offsets.topic.num.partitions=4
                transaction.state.log.num.partitions=4
                group.initial.rebalance.delay.ms=0
                broker.heartbeat.interval.ms=500
                broker.session.timeout.ms=3000
                """.formatted(host(), port(), Ports.free(), directory().resolve("data"), listenAddress());
    }
}
