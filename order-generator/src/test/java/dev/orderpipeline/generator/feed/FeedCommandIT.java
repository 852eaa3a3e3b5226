package dev.orderpipeline.generator.feed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.orderpipeline.generator.console.Program;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.order.SourceRecord;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.testing.SharedStack;
import dev.orderpipeline.testing.secured.Certificates;
import dev.orderpipeline.testing.secured.LocalSecurity.User;
import dev.orderpipeline.testing.secured.SecuredStack;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class FeedCommandIT {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Nested
    class Feeds {

        @Test
        void ordersAndReferenceDataAreFed() throws IOException {
            LocalStack stack = SharedStack.get();
            String redis = "redis://%s:%s"
                    .formatted(stack.redis().host(), stack.redis().port());
            Path clientId = Files.writeString(folder.resolve("client.properties"), "client.id=feeder");
            try (Workspace workspace = Workspace.create(stack)) {
                String topic = workspace.createTopic("orders", 2);

                assertThat(execute(
                                "--bootstrap-server",
                                stack.kafka().bootstrapServers(),
                                "--command-config",
                                clientId.toString(),
                                "--topic",
                                topic,
                                "--redis",
                                redis,
                                "--orders",
                                "20"))
                        .as(text(err))
                        .isZero();

                GeneratedOrders expected = new GeneratedOrders(20, 1);
                assertThat(stack.kafka().readAll(topic))
                        .hasSize((int) expected.records().count());
                assertThat(text(out)).contains("order messages fed to " + topic);
                String someone = expected.reference().keySet().iterator().next();
                try (RedisClient client = RedisClient.create(redis);
                        StatefulRedisConnection<String, String> connection = client.connect()) {
                    assertThat(connection.sync().get(someone))
                            .isEqualTo(expected.reference().get(someone));
                }
            }
        }

        @Test
        void securedServersAreFedToo() throws IOException {
            try (SecuredStack stack = SecuredStack.start();
                    Workspace workspace = Workspace.create(stack)) {
                User writer = stack.security().kafkaProducer();
                User looker = stack.security().redis();
                Path authority = stack.security().certificates().authority();
                String topic = workspace.createTopic("orders", 1);
                stack.kafka().allow(writer, ResourceType.TOPIC, topic, AclOperation.WRITE, AclOperation.DESCRIBE);
                stack.redis().allowWriting(looker);

                assertThat(execute(
                                "--bootstrap-server",
                                stack.kafka().securedServers(),
                                "--command-config",
                                clientProperties(writer, authority).toString(),
                                "--topic",
                                topic,
                                "--redis",
                                "rediss://%s:%s@%s:%s"
                                        .formatted(
                                                looker.name(),
                                                inUri(looker.password()),
                                                Certificates.HOST,
                                                stack.redis().port()),
                                "--certificate",
                                authority.toString(),
                                "--orders",
                                "20"))
                        .as(text(err))
                        .isZero();

                assertThat(stack.kafka().readAll(topic))
                        .hasSize((int) new GeneratedOrders(20, 1).records().count());
            }
        }

        private Path clientProperties(User user, Path authority) throws IOException {
            Properties properties = new Properties();
            properties.put("security.protocol", "SASL_SSL");
            properties.put("sasl.mechanism", "SCRAM-SHA-512");
            properties.put(
                    "sasl.jaas.config",
                    "org.apache.kafka.common.security.scram.ScramLoginModule required username=\"%s\" password=\"%s\";"
                            .formatted(
                                    user.name(),
                                    user.password().replace("\\", "\\\\").replace("\"", "\\\"")));
            properties.put("ssl.truststore.type", "PEM");
            properties.put("ssl.truststore.location", authority.toString());
            Path file = folder.resolve("client.properties");
            try (Writer writer = Files.newBufferedWriter(file)) {
                properties.store(writer, null);
            }
            return file;
        }

        private static String inUri(String text) {
            return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
        }
    }

    @Nested
    class Failures {

        @Test
        void unreachableServerIsNamed() throws IOException {
            String nobody = "127.0.0.1:1";
            LocalStack stack = SharedStack.get();
            Path impatient = Files.writeString(folder.resolve("client.properties"), "max.block.ms=200");

            assertThat(execute("--bootstrap-server", stack.kafka().bootstrapServers(), "--redis", "redis://" + nobody))
                    .isEqualTo(1);
            assertThat(text(err)).contains("Redis could not be written to");
            assertThat(execute(
                            "--bootstrap-server",
                            nobody,
                            "--command-config",
                            impatient.toString(),
                            "--redis",
                            "redis://%s:%s"
                                    .formatted(
                                            stack.redis().host(), stack.redis().port()),
                            "--orders",
                            "1"))
                    .isEqualTo(1);
            assertThat(text(err))
                    .contains(
                            "The orders could not be fed, after 0 messages: --bootstrap-server 127.0.0.1:1 is unreachable: ")
                    .doesNotContain("not present in metadata");
            assertThat(text(out)).doesNotContain("--skip");
        }

        @Test
        void missingTopicIsNamed() {
            LocalStack stack = SharedStack.get();

            assertThat(execute(options(stack, "no-such-topic"))).isEqualTo(1);
            assertThat(text(err)).contains("Topic no-such-topic does not exist on ");
            assertThat(stack.kafka().topics()).doesNotContain("no-such-topic");
            assertThat(text(out)).doesNotContain("--skip");
            assertThat(execute(Stream.concat(Stream.of(options(stack, "no-such-topic")), Stream.of("--patience", "1s"))
                            .toArray(String[]::new)))
                    .isEqualTo(1);
            assertThat(text(err).lines())
                    .hasSize(2)
                    .allMatch(line -> line.contains("Topic no-such-topic does not exist on --bootstrap-server "));
        }

        @Test
        void unresolvedHostIsReportedBeforeWriting() {
            assertThat(execute("--bootstrap-server", "kafka.nowhere.invalid:9092", "--redis", "redis://127.0.0.1:1"))
                    .isEqualTo(1);
            assertThat(text(err))
                    .isEqualToNormalizingNewlines("--bootstrap-server kafka.nowhere.invalid:9092 cannot be resolved:"
                            + " there is no host named kafka.nowhere.invalid\n");
            assertThat(text(out)).isEmpty();
        }

        @Test
        void serverThatIsNoBrokerIsNamed() throws IOException {
            LocalStack stack = SharedStack.get();
            Path impatient = Files.writeString(folder.resolve("client.properties"), "max.block.ms=200");
            try (ServerSocket silent = new ServerSocket(0)) {
                assertThat(execute(
                                "--bootstrap-server",
                                "127.0.0.1:" + silent.getLocalPort(),
                                "--command-config",
                                impatient.toString(),
                                "--redis",
                                "redis://%s:%s"
                                        .formatted(
                                                stack.redis().host(),
                                                stack.redis().port())))
                        .isEqualTo(1);
            }
            assertThat(text(err)).contains("accepts connections, but does not respond as a Kafka broker: check");
        }
    }

    @Nested
    class Continuation {

        @Test
        void feedRetriesAndContinuesWhereItEnded() throws Exception {
            try (LocalStack stack = LocalStack.start()) {
                stack.kafka().createTopic("orders", 3);
                List<byte[]> all = new GeneratedOrders(200, 1)
                        .records()
                        .map(SourceRecord::value)
                        .filter(Objects::nonNull)
                        .toList();

                Feed interrupted = feed(stack, "--rate", "20");
                await().until(() -> !stack.kafka().readAll("orders").isEmpty());
                interrupted.stop().give();
                assertThat(interrupted.exitCode().get(1, TimeUnit.MINUTES)).isEqualTo(1);
                String skip = skip();

                Feed givenUp = feed(stack, "--rate", "40", "--skip", skip, "--patience", "6s");
                int fed = Integer.parseInt(skip);
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> stack.kafka().readAll("orders").size() > fed + 10);
                stack.kafka().stop();
                assertThat(givenUp.exitCode().get(2, TimeUnit.MINUTES)).isEqualTo(1);
                assertThat(text(out)).contains("Waiting for Kafka, with ");
                assertThat(text(err)).contains("The orders could not be fed, after ");
                assertThat(Integer.parseInt(skip())).isGreaterThanOrEqualTo(fed);

                Feed patient = feed(stack, "--skip", skip());
                await().atMost(Duration.ofMinutes(1))
                        .until(() -> text(out).split("Waiting for Kafka, with ", -1).length > 2);
                stack.kafka().start();
                assertThat(patient.exitCode().get(2, TimeUnit.MINUTES))
                        .as(text(err))
                        .isZero();
                assertThat(text(out)).contains("Kafka is reachable again");
                assertThat(stack.kafka().readAll("orders").stream()
                                .map(ConsumerRecord::value)
                                .filter(Objects::nonNull))
                        .containsAll(all);
            }
        }

        private record Feed(StopSignal stop, CompletableFuture<Integer> exitCode) {}

        private Feed feed(LocalStack stack, String... more) {
            StopSignal stop = new StopSignal();
            String[] arguments = Stream.concat(
                            Stream.of(options(stack, "orders")),
                            Stream.concat(Stream.of("--orders", "200"), Stream.of(more)))
                    .toArray(String[]::new);
            return new Feed(stop, CompletableFuture.supplyAsync(() -> execute(stop, arguments)));
        }

        /** The --skip in the output of the feed that ended last. */
        private String skip() {
            return Pattern.compile("the same options with --skip (\\d+)")
                    .matcher(text(out))
                    .results()
                    .reduce((first, second) -> second)
                    .orElseThrow()
                    .group(1);
        }
    }

    @Nested
    class Options {

        @Test
        void invalidOptionsAreRejected() {
            assertThat(execute("--bootstrap-server", "b:1")).isEqualTo(2);
            assertThat(text(err)).contains("Missing required option: '--redis=URI'");
            assertThat(execute("--bootstrap-server", "b:1", "--redis", "b:1", "--orders", "0"))
                    .isEqualTo(2);
            assertThat(text(err)).contains("--orders must be from 1 to 1000000000, was 0");
            assertThat(execute("--bootstrap-server", "b:1", "--redis", "http://u:secret@b:1"))
                    .isEqualTo(2);
            assertThat(text(err))
                    .contains("--redis must be a URI such as redis://host:6379")
                    .doesNotContain("secret");
            assertThat(execute("--bootstrap-server", "kafka", "--redis", "redis://b"))
                    .isEqualTo(2);
            assertThat(text(err))
                    .contains("--bootstrap-server must be HOST:PORT, several separated by commas, was 'kafka'");
            String missing = folder.resolve("missing.properties").toString();
            assertThat(execute("--bootstrap-server", "b:1", "--redis", "redis://b", "--command-config", missing))
                    .isEqualTo(2);
            assertThat(text(err)).contains(missing + " is not a readable file");
        }

        @Test
        void skipBeyondTheLastMessageIsRejected() {
            long messages = new GeneratedOrders(10, 1).records().count();
            LocalStack stack = SharedStack.get();
            try (Workspace workspace = Workspace.create(stack)) {
                String topic = workspace.createTopic("orders", 1);
                String[] options = options(stack, topic);

                assertThat(execute(Stream.concat(Stream.of(options), Stream.of("--orders", "10", "--skip", "100000"))
                                .toArray(String[]::new)))
                        .isEqualTo(2);
                assertThat(text(err)).contains("--skip 100000 is more than there are: --orders 10 are " + messages);
                assertThat(execute(Stream.concat(
                                        Stream.of(options), Stream.of("--orders", "10", "--skip", "" + (messages - 1)))
                                .toArray(String[]::new)))
                        .isZero();
                assertThat(stack.kafka().readAll(topic)).hasSize(1);
            }
        }
    }

    private static String[] options(LocalStack stack, String topic) {
        return new String[] {
            "--bootstrap-server", stack.kafka().bootstrapServers(),
            "--topic", topic,
            "--redis",
                    "redis://%s:%s"
                            .formatted(stack.redis().host(), stack.redis().port())
        };
    }

    private int execute(String... arguments) {
        return execute(new StopSignal(), arguments);
    }

    private int execute(StopSignal stop, String... arguments) {
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        Program program = new Program(new Terminal(outStream, false, false, 80), stop, outStream, errStream);
        return program.configure(new CommandLine(new FeedCommand(program.terminal(), stop)), Set.of())
                .execute(arguments);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
