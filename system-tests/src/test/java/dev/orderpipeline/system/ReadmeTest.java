package dev.orderpipeline.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.generator.console.Program;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.feed.GeneratedOrders;
import dev.orderpipeline.quickstart.Quickstart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.OptionSpec;

/** What can be tried, according to the README, on the data of a quickstart without options. */
class ReadmeTest {

    private static final Pattern HASHED = Pattern.compile("md5\\('([^'…]+)'\\)");
    private static final long ORDERS = 10_000;
    private static final long SEED = 1;

    private final String readme = Files.readString(Path.of("..", "README.md"));

    ReadmeTest() throws IOException {}

    @Test
    void examplesAreAmongTheGeneratedOrders() {
        List<String> keys =
                HASHED.matcher(readme).results().map(MatchResult::group).toList();
        assertThat(keys).hasSizeGreaterThanOrEqualTo(2);

        assertThat(HASHED.matcher(readme).results().map(key -> key.group(1).split("\\|\\|")))
                .allSatisfy(components -> assertThat(messages()).anyMatch(message -> Stream.of(components)
                        .allMatch(component ->
                                message.contains("\"" + component + "\"") || message.contains(" " + component + ","))));
    }

    @Test
    void everyOptionIsThere() {
        PrintStream nowhere = new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
        List<OptionSpec> options = Quickstart.commandLine(
                        new Program(new Terminal(nowhere, false), new StopSignal(), nowhere, nowhere))
                .getCommandSpec()
                .options();

        assertThat(options).allSatisfy(option -> assertThat(readme).contains("`" + option.longestName()));
    }

    @Test
    void whyThereAreSoManyMessagesIsTrue() {
        GeneratedOrders orders = new GeneratedOrders(ORDERS, SEED);
        long broken = orders.records()
                .filter(record -> record.expectedErrorCode() != null)
                .count();
        long stored = orders.records()
                .filter(record -> "REFERENCE_NOT_FOUND".equals(record.expectedErrorCode()))
                .count();

        assertThat(String.join(" ", orders.explanation(12_653)))
                .contains("Of the 12,653 messages " + broken + " are invalid records")
                .contains("The others are 10,000 orders")
                .contains("for " + stored + " invalid records")
                .doesNotContain("  ");
        assertThat(readme).contains("12,653 order messages").contains("order_events            10,003");
        assertThat(orders.records()).hasSize(12_653);
    }

    private static Stream<String> messages() {
        return new GeneratedOrders(ORDERS, SEED)
                .records()
                .filter(record -> record.value() != null)
                .map(record -> new String(record.value(), StandardCharsets.UTF_8));
    }
}
