package dev.orderpipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.Quickstart;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
                .contains("--data-dir=FOLDER", "--exit", "--help");
    }

    @Test
    void unknownOptionIsRefused() {
        assertThat(execute("--order", "5")).isEqualTo(2);
        assertThat(errors()).contains("--order");
    }

    @Test
    void numbersBelowOneAreRefused() {
        assertThat(execute("--orders", "0")).isEqualTo(2);
        assertThat(errors()).contains("--orders must be at least 1, was 0");
        assertThat(execute("--rate", "-3")).isEqualTo(2);
        assertThat(errors()).contains("--rate must be at least 1, was -3");
    }

    @Test
    void ordersFileNeedsReferenceFile() throws IOException {
        Path file = Files.writeString(folder.resolve("orders.ndjson"), "");

        assertThat(execute("--orders-file", file.toString())).isEqualTo(2);
        assertThat(errors()).contains("--orders-file and --reference-file go together");
    }

    @Test
    void generatedAndCapturedOrdersExcludeEachOther() throws IOException {
        String file = Files.writeString(folder.resolve("file.ndjson"), "").toString();

        assertThat(execute("--orders-file", file, "--reference-file", file, "--orders", "5"))
                .isEqualTo(2);
        assertThat(errors()).contains("not for --orders-file");
    }

    @Test
    void fileThatIsNotThereIsRefused() throws IOException {
        String file = Files.writeString(folder.resolve("file.ndjson"), "").toString();
        String missing = folder.resolve("missing.ndjson").toString();

        assertThat(execute("--orders-file", missing, "--reference-file", file)).isEqualTo(2);
        assertThat(errors()).contains(missing + " is no file that can be read");
        assertThat(execute("--orders-file", file, "--reference-file", folder.toString()))
                .isEqualTo(2);
        assertThat(errors()).contains(folder + " is no file that can be read");
    }

    @Test
    void dataOfOtherGeneratedOrdersIsRefused() {
        new FedOrdersMark(folder).write(new GeneratedOrders(100, 1));

        assertThat(execute("--data-dir", folder.toString(), "--orders", "200")).isEqualTo(2);
        assertThat(errors()).contains(folder + " holds the orders of --orders 100 --seed 1");
    }

    @Test
    void tortureHasItsOwnOptions() {
        assertThat(execute("torture", "--help")).isZero();

        assertThat(out.toString(StandardCharsets.UTF_8)).contains("--seeds=N", "--seed=N", "--max-time=TIME");
    }

    @Test
    void wrongOptionsOfTortureAreRefused() {
        assertThat(execute("torture", "--seeds", "0")).isEqualTo(2);
        assertThat(errors()).contains("--seeds must be at least 1");
        assertThat(execute("torture", "--max-time", "soon")).isEqualTo(2);
        assertThat(errors()).contains("'soon' is no time such as 90s, 20m or 1h30m");
    }

    private int execute(String... arguments) {
        PrintStream outStream = new PrintStream(out, true, StandardCharsets.UTF_8);
        PrintStream errStream = new PrintStream(err, true, StandardCharsets.UTF_8);
        return Quickstart.commandLine(new Terminal(outStream, false), new StopSignal(), outStream, errStream)
                .execute(arguments);
    }

    private String errors() {
        return err.toString(StandardCharsets.UTF_8);
    }
}
