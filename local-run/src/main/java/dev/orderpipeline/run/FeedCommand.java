package dev.orderpipeline.run;

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
import java.util.OptionalInt;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;
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
        footer = {"", "Exit code: 0 if Kafka has acknowledged every message; 1 if not. 2 for wrong options."})
public final class FeedCommand implements Callable<Integer> {

    private static final Duration LOOK = Duration.ofMillis(100);

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
        if (orders < 1 || (rate != null && rate < 1)) {
            throw wrongOptions("--orders and --rate must be at least 1");
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
            throw new RunFailedException("Redis could not be written to: " + reason.getMessage(), e);
        } finally {
            client.close();
        }
    }

    private boolean feed(OrderSource source, Map<String, Object> clientSettings) {
        OptionalInt recordsPerSecond = rate == null ? OptionalInt.empty() : OptionalInt.of(rate);
        long start = System.nanoTime();
        try (OrderFeed feed = new OrderFeed(clientSettings, topic, source.records(), recordsPerSecond)) {
            boolean finished = feed.isFinished();
            while (!finished && !stop.await(LOOK)) {
                finished = feed.isFinished();
            }
            terminal.line("%s order messages fed to %s in %s"
                    .formatted(
                            Format.number(feed.fed()),
                            topic,
                            Format.seconds(Duration.ofNanos(System.nanoTime() - start))));
            return finished;
        } catch (KafkaException e) {
            throw new RunFailedException("The orders could not be fed: " + e.getMessage(), e);
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
