package dev.orderpipeline.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.generator.console.Program;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.feed.GeneratedOrders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuickstartCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @TempDir
    private Path folder;

    @Test
    void helpNamesEveryOption() {
        assertThat(execute("--help")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("--orders=N", "--rate=N", "--seed=N", "--orders-file=FILE", "--reference-file=FILE")
                .contains("--data-dir=FOLDER", "--exit", "--help", "--start-timeout=TIME")
                .contains("--kafka-port=PORT", "--postgres-port=PORT", "--redis-port=PORT")
                .contains("--stg-port=PORT", "--dds-port=PORT", "--cdm-port=PORT");
    }

    @Test
    void helpOfACommandIsShown() {
        assertThat(execute("help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage: ./quickstart ", "--orders=N");
        assertThat(execute("help", "feed")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("Usage: ./quickstart feed ", "--skip=N");
    }

    @Test
    void invalidOptionPrintsTheReasonOnly() {
        assertThat(execute("--orders", "abc")).isEqualTo(2);
        assertThat(errors())
                .isEqualToNormalizingNewlines("--orders must be an integer, was 'abc'\nSee ./quickstart --help\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --rate 99999999999                                      | --rate must be at most 2147483647, was 99999999999
            --seed 1.5                                              | --seed must be an integer, was '1.5'
            --cdm-port http                                         | --cdm-port must be an integer, was 'http'
            --cdm-port 65536                                        | --cdm-port must be from 1 to 65535, was 65536
            --orders 99999999999999999999                           | --orders must be from 1 to 1000000000, was 99999999999999999999
            --orders -99999999999999999999                          | --orders must be from 1 to 1000000000, was -99999999999999999999
            --orders 1000000001                                     | --orders must be from 1 to 1000000000, was 1000000001
            --seed 99999999999999999999                             | --seed must be at most 9223372036854775807, was 99999999999999999999
            --cdm-port 99999999999                                  | --cdm-port must be from 1 to 65535, was 99999999999
            --start-timeout 0s                                      | --start-timeout must be a time with its unit, such as 90s, 20m or 1h30m, was '0s'
            --start-timeout 5                                       | --start-timeout must be a time with its unit, such as 90s, 20m or 1h30m, was '5'
            feed --bootstrap-server b --redis redis://b             | --bootstrap-server must be HOST:PORT, several separated by commas, was 'b'
            feed --bootstrap-server b:65536 --redis redis://b       | --bootstrap-server must be HOST:PORT, several separated by commas, was 'b:65536'
            feed --bootstrap-server b:99999999999 --redis redis://b | --bootstrap-server must be HOST:PORT, several separated by commas, was
            foo                                                     | unknown command 'foo'; commands: torture, bench, feed, stop, start, dead-letters, help
            --exit foo                                              | unknown command 'foo'; commands: torture,
            dead-letters stg list --data-dir                        | --data-dir
            dead-letters --data-dir x --data-dir                    | --data-dir
            --order 5                                               | Possible solutions: --orders, --orders-file
            feed --bootstrap-server b:1 --redis redis://b --rate x  | --rate must be an integer, was 'x'
            feed --bootstrap-server b:1 --redis redis://b --skip -1 | --skip must be at least 0, was -1
            """)
    void invalidValueIsNamedWithItsOption(String arguments, String reason) {
        assertThat(execute(arguments.split(" "))).isEqualTo(2);
        assertThat(errors()).contains(reason).doesNotContain("Usage:");
        assertThat(errors().lines()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void givenPortThatIsTakenIsRejected() throws IOException {
        try (ServerSocket taken = new ServerSocket(0)) {
            String port = Integer.toString(taken.getLocalPort());

            assertThat(execute("--redis-port", port)).isEqualTo(2);
            assertThat(errors()).contains("--redis-port " + port + " is taken");
        }
    }

    @Test
    void unknownOptionIsRejected() {
        assertThat(execute("--order", "5")).isEqualTo(2);
        assertThat(errors()).contains("--order");
    }

    @Test
    void numbersBelowOneAreRejected() {
        assertThat(execute("--orders", "0")).isEqualTo(2);
        assertThat(errors()).contains("--orders must be from 1 to 1000000000, was 0");
        assertThat(execute("--rate", "-3")).isEqualTo(2);
        assertThat(errors()).contains("--rate must be at least 1, was -3");
    }

    @Test
    void ordersFileRequiresReferenceFile() throws IOException {
        Path file = Files.writeString(folder.resolve("orders.ndjson"), "");

        assertThat(execute("--orders-file", file.toString())).isEqualTo(2);
        assertThat(errors()).contains("--orders-file and --reference-file must be used together");
    }

    @Test
    void generatedAndCapturedOrdersExcludeEachOther() throws IOException {
        String file = Files.writeString(folder.resolve("file.ndjson"), "").toString();

        assertThat(execute("--orders-file", file, "--reference-file", file, "--orders", "5"))
                .isEqualTo(2);
        assertThat(errors()).contains("not for --orders-file");
    }

    @Test
    void unreadableFileIsRejected() throws IOException {
        String file = Files.writeString(folder.resolve("file.ndjson"), "").toString();
        String missing = folder.resolve("missing.ndjson").toString();

        assertThat(execute("--orders-file", missing, "--reference-file", file)).isEqualTo(2);
        assertThat(errors()).contains(missing + " is not a readable file");
        assertThat(execute("--orders-file", file, "--reference-file", folder.toString()))
                .isEqualTo(2);
        assertThat(errors()).contains(folder + " is not a readable file");
    }

    @Test
    void emptyFileIsRejectedBeforeTheStart() throws IOException {
        String orders = file("orders.ndjson", "{}");
        String reference = file("reference.ndjson", "{\"key\": \"1\", \"value\": {}}");
        String empty = file("empty.ndjson", " \n\n");

        assertThat(execute("--orders-file", empty, "--reference-file", reference))
                .isEqualTo(1);
        assertThat(errors()).contains(empty + " contains no messages: it is empty, or all its lines are blank");
        assertThat(execute("--orders-file", orders, "--reference-file", empty)).isEqualTo(1);
        assertThat(errors()).contains(empty + " contains no users and restaurants");
        assertThat(out.toString(StandardCharsets.UTF_8)).as("what was started").isEmpty();
    }

    @Test
    void invalidReferenceFileIsRejectedWithItsLine() throws IOException {
        String orders = file("orders.ndjson", "{}");
        String broken = file("reference.ndjson", "{\"key\": \"1\", \"value\": {}}\n\n{\"key\": 2}");

        assertThat(execute("--orders-file", orders, "--reference-file", broken)).isEqualTo(1);
        assertThat(errors()).startsWith(broken + ", line 3: not {\"key\": text, \"value\": object}: {\"key\": 2}");
        assertThat(out.toString(StandardCharsets.UTF_8)).as("what was started").isEmpty();
    }

    @Test
    void commandsRequireARunningPipeline() {
        assertThat(execute("stop", "--data-dir", folder.toString(), "stg")).isEqualTo(1);
        assertThat(errors()).contains("No pipeline is running on " + folder);
        assertThat(execute("dead-letters", "--data-dir", folder.toString(), "list", "--limit", "1"))
                .isEqualTo(1);
        assertThat(execute("start")).isEqualTo(2);
    }

    @Test
    void dataFolderIsAcceptedInAnyPlace() {
        String data = folder.toString();

        assertThat(execute("dead-letters", "stg", "list", "--data-dir", data)).isEqualTo(1);
        assertThat(execute("dead-letters", "list", "--limit", "1", "--data-dir=" + data, "--code", "MALFORMED_JSON"))
                .isEqualTo(1);
        assertThat(execute("dead-letters", "--data-dir", data, "cdm", "redrive"))
                .isEqualTo(1);
        assertThat(errors().lines())
                .hasSize(3)
                .allMatch(line -> line.startsWith("No pipeline is running on " + folder));
    }

    @Test
    void dataOfOtherGeneratedOrdersIsRejected() {
        new FedOrdersFile(folder).write(new GeneratedOrders(100, 1));

        assertThat(execute("--data-dir", folder.toString(), "--orders", "200")).isEqualTo(2);
        assertThat(errors()).contains(folder + " holds the orders of --orders 100 --seed 1");
    }

    private String file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content).toString();
    }

    private int execute(String... arguments) {
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return Quickstart.commandLine(
                        new Program(new Terminal(outStream, false, false, 80), new StopSignal(), outStream, errStream))
                .execute(arguments);
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
