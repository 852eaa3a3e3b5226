package dev.orderpipeline.generator.feed;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.console.DurationConverter;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.Program;
import dev.orderpipeline.generator.console.ProgramCommand;
import dev.orderpipeline.generator.console.Range;
import dev.orderpipeline.generator.console.StallDetector;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.order.SourceRecord;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Feeds generated orders to an existing pipeline. */
@Command(
        name = "feed",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Writes generated users and restaurants to an existing Redis, and sends their orders to an existing Kafka topic. "
                    + "Some of the messages are invalid records: the pipeline makes dead letters of them.",
            ""
        },
        footer = {
            "",
            "An incomplete feed prints the option that continues it. Duplicates do not change the marts.",
            "Exit code: 0 if Kafka has acknowledged every message; 1 if not, 130 after Ctrl-C. 2 for invalid options."
        })
public final class FeedCommand extends ProgramCommand {

    private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);
    private static final Duration STALL_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration SUMMARY_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration MIN_PATIENCE = Duration.ofSeconds(1);

    @Option(
            names = "--bootstrap-server",
            paramLabel = "HOST:PORT",
            required = true,
            description = "Kafka's brokers, separated by commas")
    private String bootstrapServers;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Properties file of the Kafka client, as for Kafka's own tools: security.protocol and others")
    private @Nullable Path commandConfig;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            defaultValue = "order-service_orders",
            description = "Topic of the orders. Default: ${DEFAULT-VALUE}")
    private String topic;

    @Option(
            names = "--redis",
            paramLabel = "URI",
            required = true,
            defaultValue = "${env:REDIS_URI}",
            description = "redis://host:port, or rediss:// for TLS, with user:password@ if Redis requires it. "
                    + "Default: the variable REDIS_URI")
    private String redis;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "PEM file of the CA of Redis' certificate. Default: Java's trust store")
    private @Nullable Path certificate;

    @Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "10000",
            description = "Number of orders to generate. Default: ${DEFAULT-VALUE}")
    @Range(min = 1, max = GeneratedOrders.MAX_ORDERS)
    private long orders;

    @Option(names = "--rate", paramLabel = "N", description = "Messages per second. Default: unlimited")
    @Range(min = 1)
    private int rate = OrderFeed.UNLIMITED;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Seed of the generated orders. Default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(
            names = "--skip",
            paramLabel = "N",
            defaultValue = "0",
            description = "Skip the first N messages, which an earlier feed with the same options has sent. "
                    + "Default: ${DEFAULT-VALUE}")
    @Range(min = 0)
    private long skipped;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long to wait for an unreachable Kafka, for instance 90s or 2h. Default: 30m")
    private @Nullable Duration patience;

    public FeedCommand(Terminal terminal, StopSignal stop) {
        super(terminal, stop);
    }

    public static void main(String[] arguments) {
        Program.main(arguments, FeedCommand::new, Set.of());
    }

    @Override
    protected boolean run() {
        if (patience != null && patience.compareTo(MIN_PATIENCE) < 0) {
            throw invalid("--patience must be at least 1s");
        }
        RedisURI address = redisAddress();
        if (!FeedTarget.areAddresses(bootstrapServers)) {
            throw invalid("--bootstrap-server must be HOST:PORT, several separated by commas, was '%s'"
                    .formatted(bootstrapServers));
        }
        Map<String, Object> clientSettings = clientSettings();
        FeedTarget target = new FeedTarget(bootstrapServers, topic, clientSettings);
        OrderSource source = new GeneratedOrders(orders, seed);
        Stream<SourceRecord> records = withoutSkipped(source);
        target.requireResolvedHost();
        Map<String, String> reference = source.reference();
        terminal.step("Writing %s users and restaurants".formatted(Format.number(reference.size())), () -> {
            write(reference, address);
            return reference;
        });
        return feed(records, target, clientSettings);
    }

    private void write(Map<String, String> reference, RedisURI address) {
        RedisClient client = RedisClient.create(address);
        if (certificate != null) {
            client.setOptions(ClientOptions.builder()
                    .sslOptions(SslOptions.builder()
                            .jdkSslProvider()
                            .trustManager(certificate.toFile())
                            .build())
                    .build());
        }
        try (StatefulRedisConnection<String, String> connection = client.connect()) {
            connection.sync().mset(reference);
        } catch (RedisException e) {
            Throwable reason = Objects.requireNonNullElse(e.getCause(), e);
            throw new CommandFailedException("Redis could not be written to, check --redis: " + reason.getMessage(), e);
        } finally {
            client.close();
        }
    }

    private Stream<SourceRecord> withoutSkipped(OrderSource source) {
        long messages = source.records().limit(skipped).count();
        if (messages < skipped) {
            throw invalid("--skip %d is more than there are: --orders %d are %d messages"
                    .formatted(skipped, orders, messages));
        }
        return source.records().skip(skipped);
    }

    private boolean feed(Stream<SourceRecord> records, FeedTarget target, Map<String, Object> clientSettings) {
        long start = System.nanoTime();
        // At Ctrl-C this JVM ends as soon as its shutdown hooks have.
        StopSignal ended = new StopSignal();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> ended.await(SUMMARY_TIMEOUT), "summary"));
        try (OrderFeed feed = new OrderFeed(clientSettings, topic, records, rate)) {
            boolean finished = false;
            try {
                finished = awaitFinished(feed, target);
                return finished;
            } finally {
                terminal.line("%s order messages fed to %s in %s"
                        .formatted(
                                Format.number(feed.fed()),
                                topic,
                                Format.seconds(Duration.ofNanos(System.nanoTime() - start))));
                long done = skipped + feed.fedWithoutGap();
                if (!finished && done > 0) {
                    terminal.line("To continue: the same options with --skip %d".formatted(done));
                }
            }
        } catch (KafkaException e) {
            Throwable reason = Objects.requireNonNullElse(e.getCause(), e);
            throw new CommandFailedException("The orders could not be fed: " + reason.getMessage(), e);
        } finally {
            ended.give();
        }
    }

    /** False if the program is to end before. */
    private boolean awaitFinished(OrderFeed feed, FeedTarget target) {
        StallDetector watch = new StallDetector(STALL_TIMEOUT, System::nanoTime);
        boolean waiting = false;
        while (!isFinished(feed, target)) {
            if (stop.await(CHECK_INTERVAL)) {
                return false;
            }
            if (watch.isStalled(feed.fed()) != waiting) {
                waiting = !waiting;
                if (waiting) {
                    String reason = target.problem().orElse(bootstrapServers + " acknowledges nothing");
                    terminal.line(
                            "Waiting for Kafka, with %s messages fed: %s".formatted(Format.number(feed.fed()), reason));
                } else {
                    terminal.line("Kafka is reachable again");
                }
            }
        }
        return true;
    }

    /** A timeout of the producer names a missing topic, whatever is wrong. */
    private static boolean isFinished(OrderFeed feed, FeedTarget target) {
        try {
            return feed.isFinished();
        } catch (CommandFailedException e) {
            if (e.getCause() instanceof TimeoutException) {
                target.problem().ifPresent(reason -> {
                    throw new CommandFailedException(
                            "The orders could not be fed, after %s messages: %s"
                                    .formatted(Format.number(feed.fed()), reason),
                            e);
                });
            }
            throw e;
        }
    }

    private RedisURI redisAddress() {
        requireReadable(certificate);
        try {
            return RedisURI.create(redis);
        } catch (IllegalArgumentException e) {
            // Without the URI, which may contain a password.
            throw invalid("--redis must be a URI such as redis://host:6379");
        }
    }

    private Map<String, Object> clientSettings() {
        Map<String, Object> settings = new HashMap<>();
        if (commandConfig != null) {
            requireReadable(commandConfig);
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(commandConfig)) {
                properties.load(reader);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            properties.stringPropertyNames().forEach(name -> settings.put(name, properties.getProperty(name)));
        }
        if (patience != null) {
            settings.putAll(OrderFeed.deliveryTimeout(patience));
        }
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return settings;
    }
}
