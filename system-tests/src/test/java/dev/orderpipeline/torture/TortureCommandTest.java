package dev.orderpipeline.torture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.generator.console.Program;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class TortureCommandTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void helpNamesTheOptions() {
        assertThat(execute("--help")).isZero();
        assertThat(output())
                .contains("Usage: ./quickstart torture", "--seeds", "--seed", "--max-time", "--group-protocol");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --seeds x         | --seeds must be an integer, was 'x'
            --seeds 0         | --seeds must be at least 1, was 0
            --group-protocol x | --group-protocol must be one of classic, consumer, was 'x'
            --max-time soon   | --max-time must be a time with its unit, such as 90s, 20m or 1h30m, was 'soon'
            """)
    void invalidOptionIsRejected(String options, String reason) {
        assertThat(execute(options.split(" "))).isEqualTo(2);
        assertThat(output()).contains(reason, "See ./quickstart torture --help");
    }

    private int execute(String... arguments) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        Program program = new Program(new Terminal(stream, false, false, 80), new StopSignal(), stream, stream);
        return program.configure(new CommandLine(new TortureCommand(program.terminal(), program.stop())), Set.of())
                .execute(arguments);
    }

    private String output() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
