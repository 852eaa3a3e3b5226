package dev.orderpipeline.generator.feed;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.StallWatch;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.console.TimeConverter;
import dev.orderpipeline.generator.console.WrongOptions;
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
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Generated orders for a pipeline that runs elsewhere. */
@Command(
        name = "feed",
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Writes generated users and restaurants into a Redis, and feeds their orders into a Kafka topic, both of which "
                    + "run elsewhere. Some messages are broken on purpose: they belong into the dead letters.",
            ""
        },
        footer = {
            "",
            "A feed that ended before its last message says how to go on from there. What is fed twice changes nothing.",
            "Exit code: 0 if Kafka has acknowledged every message; 1 if not, 130 after Ctrl-C. 2 for wrong options."
        })
public final class FeedCommand implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LAST_WORDS_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(1);

    private final Terminal terminal;
    private final StopSignal stop;

    @Spec
    private CommandSpec spec;

    @Option(
            names = "--bootstrap-server",
            paramLabel = "HOST:PORT",
            required = true,
            description = "Kafka's brokers, separated by commas")
    private String bootstrapServers;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description =
                    "Properties of the Kafka client, as Kafka's own tools take them: security.protocol and others")
    private Path commandConfig;

    @Option(
            names = "--topic",
            paramLabel = "NAME",
            defaultValue = "order-service_orders",
            description = "Where the orders go. Default: ${DEFAULT-VALUE}")
    private String topic;

    @Option(
            names = "--redis",
            paramLabel = "URI",
            required = true,
            defaultValue = "${env:REDIS_URI}",
            description = "redis://host:port, or rediss:// for TLS, with user:password@ where that is asked for. "
                    + "Default: what the variable REDIS_URI says")
    private String redis;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "PEM file of the authority that has signed for Redis. Default: those that Java knows")
    private Path certificate;

    @Option(
            names = "--orders",
            paramLabel = "N",
            defaultValue = "10000",
            description = "How many orders to generate. Default: ${DEFAULT-VALUE}")
    private long orders;

    @Option(names = "--rate", paramLabel = "N", description = "Messages fed a second. Default: as fast as it goes")
    private Integer rate;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Another seed gives other orders, the same seed the same ones. Default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(
            names = "--skip",
            paramLabel = "N",
            defaultValue = "0",
            description = "Leave out the first N messages: those that an earlier feed with the same options has fed. "
                    + "Default: ${DEFAULT-VALUE}")
    private long skipped;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description = "How long to wait for a Kafka that is away, for instance 90s or 2h. Default: 30m")
    private Duration patience;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this and end")
    private boolean help;

    public FeedCommand(Terminal terminal, StopSignal stop) {
        this.terminal = terminal;
        this.stop = stop;
    }

    @Override
    public Integer call() {
        WrongOptions.requireAtLeast(spec, "--orders", 1, orders);
        WrongOptions.requireAtLeast(spec, "--rate", 1, rate);
        WrongOptions.requireAtLeast(spec, "--skip", 0, skipped);
        if (patience != null && patience.compareTo(LEAST_PATIENCE) < 0) {
            throw wrongOptions("--patience must be at least 1s");
        }
        RedisURI address = redisAddress();
        Map<String, Object> clientSettings = clientSettings();
        OrderSource source = new GeneratedOrders(orders, seed);
        Map<String, String> reference = source.reference();
        terminal.step("Writing %s users and restaurants".formatted(Format.number(reference.size())), () -> {
            write(reference, address);
            return reference;
        });
        return feed(source, clientSettings) ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
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
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new CommandFailedException("Redis could not be written to: " + reason.getMessage(), e);
        } finally {
            client.close();
        }
    }

    private boolean feed(OrderSource source, Map<String, Object> clientSettings) {
        OptionalInt recordsPerSecond = rate == null ? OptionalInt.empty() : OptionalInt.of(rate);
        long start = System.nanoTime();
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> awaitLastWords(ended), "summary"));
        try (OrderFeed feed =
                new OrderFeed(clientSettings, topic, source.records().skip(skipped), recordsPerSecond)) {
            boolean finished = false;
            try {
                finished = awaitFinished(feed, clientSettings);
                return finished;
            } finally {
                terminal.line("%s order messages fed to %s in %s"
                        .formatted(
                                Format.number(feed.fed()),
                                topic,
                                Format.seconds(Duration.ofNanos(System.nanoTime() - start))));
                if (!finished) {
                    terminal.line("To go on from there: the same options, and --skip %d"
                            .formatted(skipped + feed.fedWithoutGap()));
                }
            }
        } catch (KafkaException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new CommandFailedException("The orders could not be fed: " + reason.getMessage(), e);
        } finally {
            ended.countDown();
        }
    }

    /** False if the program is to end before. */
    private boolean awaitFinished(OrderFeed feed, Map<String, Object> clientSettings) {
        StallWatch watch = new StallWatch(ANSWER_TIMEOUT, System::nanoTime);
        boolean waiting = false;
        while (!feed.isFinished()) {
            if (stop.await(LOOK)) {
                return false;
            }
            if (watch.isStalled(feed.fed()) != waiting) {
                waiting = !waiting;
                if (waiting) {
                    requireTopic(clientSettings);
                    terminal.line("Waiting for Kafka, with %s messages fed: %s acknowledges nothing"
                            .formatted(Format.number(feed.fed()), bootstrapServers));
                } else {
                    terminal.line("Kafka answers again");
                }
            }
        }
        return true;
    }

    /** A broker that answers without the topic will not have it later either. */
    private void requireTopic(Map<String, Object> clientSettings) {
        Map<String, Object> settings = new HashMap<>(clientSettings);
        int timeout = (int) ANSWER_TIMEOUT.toMillis();
        settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeout);
        settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeout);
        try (Admin admin = Admin.create(settings)) {
            admin.describeTopics(List.of(topic)).allTopicNames().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new CommandFailedException("%s has no topic %s: create it, or name another one with --topic"
                        .formatted(bootstrapServers, topic));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** At Ctrl-C this JVM ends as soon as its shutdown hooks have. */
    private static void awaitLastWords(CountDownLatch ended) {
        try {
            ended.await(LAST_WORDS_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private RedisURI redisAddress() {
        requireReadable(certificate);
        try {
            return RedisURI.create(redis);
        } catch (IllegalArgumentException e) {
            // Without the URI, in which there may be a password.
            throw wrongOptions("--redis is no URI such as redis://host:6379");
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
            settings.putAll(OrderFeed.patience(patience));
        }
        settings.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        return settings;
    }

    private void requireReadable(Path file) {
        if (file != null && !Files.isReadable(file)) {
            throw wrongOptions("%s is no file that can be read".formatted(file));
        }
    }

    private ParameterException wrongOptions(String message) {
        return new ParameterException(spec.commandLine(), message);
    }
}
