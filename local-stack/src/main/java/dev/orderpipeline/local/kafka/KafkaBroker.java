package dev.orderpipeline.local.kafka;

import dev.orderpipeline.local.container.ContainerSpec;
import dev.orderpipeline.local.container.Images;
import dev.orderpipeline.local.process.ChildProcess;
import dev.orderpipeline.local.process.DataFolder;
import dev.orderpipeline.local.process.Ports;
import dev.orderpipeline.local.server.LocalServer;
import java.io.OutputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.commons.io.function.Uncheck;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;

/** The process of a broker. */
class KafkaBroker extends LocalServer {

    private static final List<String> JVM_OPTIONS = List.of("-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    /** Beside this class. Logback would log everything if it were not found. */
    private static final String LOGGING = KafkaBroker.class.getPackageName().replace('.', '/') + "/broker-logback.xml";

    /** A JVM that writes a class archive ends some seconds later. */
    private static final Duration ARCHIVE_TIMEOUT = Duration.ofMinutes(2);

    private static final int READY_TIMEOUT_MILLISECONDS = 5_000;

    private final Supplier<List<String>> classOptions;

    /** @param classOptions the JVM's options for finding its classes, for each start */
    KafkaBroker(Path directory, int port, Supplier<List<String>> classOptions) {
        super("Kafka", directory, port);
        this.classOptions = classOptions;
    }

    /** Starts an idle broker with these options of the JVM, and stops it. */
    static void runOnce(List<String> classOptions) {
        try (DataFolder folder = new DataFolder(null)) {
            KafkaBroker broker = new KafkaBroker(folder.path(), 0, () -> classOptions);
            broker.start();
            broker.stop(ARCHIVE_TIMEOUT);
        }
    }

    public final String bootstrapServers() {
        return host() + ":" + port();
    }

    @Override
    protected ChildProcess launch() {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path properties = writeProperties();
        List<String> command = new ArrayList<>(List.of(
                java,
                // Native libraries are unpacked there; a killed broker leaves them behind.
                "-Djava.io.tmpdir=" + directory(),
                "-Dlogback.configurationFile=" + LOGGING));
        command.addAll(JVM_OPTIONS);
        command.addAll(systemProperties());
        command.addAll(classOptions.get());
        command.addAll(List.of(BrokerMain.class.getName(), properties.toString()));
        return ChildProcess.start("kafka", command, Map.of(), logFile());
    }

    /** As {@link BrokerMain} does: the storage is prepared where that was not done before, then the broker runs. */
    @Override
    protected ContainerSpec container() {
        String properties = writeProperties().toString();
        String java = "java " + String.join(" ", JVM_OPTIONS) + " " + String.join(" ", systemProperties())
                + " -cp '/opt/kafka/libs/*' ";
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
                List.of(port()),
                List.of(directory()));
    }

    @Override
    protected boolean isReady() throws ExecutionException, InterruptedException {
        DescribeClusterOptions options = new DescribeClusterOptions().timeoutMs(READY_TIMEOUT_MILLISECONDS);
        try (Admin admin = KafkaAdmin.client(bootstrapServers())) {
            return !admin.describeCluster(options).nodes().get().isEmpty();
        }
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

    /** What the broker's configuration can't have, as {@code -Dname=value}. */
    protected List<String> systemProperties() {
        return List.of();
    }

    private Path writeProperties() {
        Path file = directory().resolve("server.properties");
        return Uncheck.get(() -> {
            try (OutputStream output = Files.newOutputStream(file)) {
                properties().store(output, null);
            }
            return file;
        });
    }

    /** The broker's configuration. */
    protected Properties properties() {
        String defaults =
                """
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
        Properties properties = new Properties();
        Uncheck.run(() -> properties.load(new StringReader(defaults)));
        return properties;
    }
}
