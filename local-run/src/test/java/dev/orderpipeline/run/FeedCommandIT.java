package dev.orderpipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.Quickstart;
import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
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
