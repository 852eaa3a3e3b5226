package dev.orderpipeline.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A Kafka broker, which is its own controller (KRaft), without encryption or passwords. It creates no topic by itself
 * and deletes no record for its age.
 */
public final class LocalKafka extends LocalServer {

    private static final Duration ADMIN_LIMIT = Duration.ofSeconds(5);

    private final TopicClient client;

    LocalKafka(Path directory, int port) {
        super("Kafka", directory, port);
        this.client = new TopicClient(bootstrapServers());
    }

    public String bootstrapServers() {
        return host() + ":" + port();
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
     * All records of the topic, from the beginning to the end that it has at the time of the call, without those of open
     * or aborted transactions. Those of one partition stand in their order.
     *
     * @throws LocalStackException if the topic does not exist or cannot be read
     */
    public List<ConsumerRecord<byte[], byte[]>> readAll(String topic) {
        return client.readAll(topic);
    }

    @Override
    ChildProcess launch() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path properties = writeProperties();
        List<String> command = List.of(
                java,
                // Native libraries are unpacked there; a broker that is killed does not clear them away.
                "-Djava.io.tmpdir=" + directory(),
                "-Xmx384m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=dev/orderpipeline/local/broker-logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                BrokerMain.class.getName(),
                properties.toString());
        return ChildProcess.start("kafka", command, Map.of(), logFile());
    }

    @Override
    boolean answers() {
        return Ports.isOpen(port()) && client.brokerCount(ADMIN_LIMIT) > 0;
    }

    @Override
    List<Hint> hints() {
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
        String properties =
                """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@%1$s:%3$d
                controller.listener.names=CONTROLLER
                listeners=PLAINTEXT://%1$s:%2$d,CONTROLLER://%1$s:%3$d
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

                # Quick to start, and to be back after a kill: until its old session is over, a broker is not let in again.
                offsets.topic.num.partitions=4
                transaction.state.log.num.partitions=4
                group.initial.rebalance.delay.ms=0
                broker.heartbeat.interval.ms=500
                broker.session.timeout.ms=3000
                """.formatted(host(), port(), Ports.free(), directory().resolve("data"));
        try {
            Files.createDirectories(directory());
            return Files.writeString(directory().resolve("server.properties"), properties);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
