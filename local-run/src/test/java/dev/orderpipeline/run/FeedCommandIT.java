package dev.orderpipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.Quickstart;
import dev.orderpipeline.local.Certificates;
import dev.orderpipeline.local.LocalSecurity.User;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.Writer;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeedCommandIT {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void ordersAndTheirReferenceDataArrive() throws IOException {
        LocalStack stack = LocalStack.shared();
        String redis =
                "redis://%s:%s".formatted(stack.redis().host(), stack.redis().port());
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
    void securedServersTakeThemToo() throws IOException {
        try (LocalStack stack = LocalStack.startSecured();
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

    @Test
    void aServerThatIsNotThereIsNamed() throws IOException {
        String nobody = "127.0.0.1:1";
        LocalStack stack = LocalStack.shared();
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
                                .formatted(stack.redis().host(), stack.redis().port()),
                        "--orders",
                        "1"))
                .isEqualTo(1);
        assertThat(text(err)).contains("The orders could not be fed");
    }

    @Test
    void wrongOptionsAreRefused() {
        assertThat(execute("--bootstrap-server", "b:1")).isEqualTo(2);
        assertThat(text(err)).contains("Missing required option: '--redis=URI'");
        assertThat(execute("--bootstrap-server", "b:1", "--redis", "b:1", "--orders", "0"))
                .isEqualTo(2);
        assertThat(text(err)).contains("--orders and --rate must be at least 1");
        assertThat(execute("--bootstrap-server", "b:1", "--redis", "http://u:secret@b:1"))
                .isEqualTo(2);
        assertThat(text(err))
                .contains("--redis is no URI such as redis://host:6379")
                .doesNotContain("secret");
        String missing = folder.resolve("missing.properties").toString();
        assertThat(execute("--bootstrap-server", "b:1", "--redis", "redis://b", "--command-config", missing))
                .isEqualTo(2);
        assertThat(text(err)).contains(missing + " is no file that can be read");
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

    private int execute(String... arguments) {
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        String[] command = new String[arguments.length + 1];
        command[0] = "feed";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        return Quickstart.commandLine(new Terminal(outStream, false), new StopSignal(), outStream, errStream)
                .execute(command);
    }

    private static String text(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8);
    }
}
