package dev.orderpipeline.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.generator.console.Program;
import dev.orderpipeline.generator.console.StopSignal;
import dev.orderpipeline.generator.console.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class BenchCommandTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --stored 1,x  | --stored must be an integer, was 'x'
            --repeat 0    | --repeat must be at least 1, was 0
            --only all    | --only must be one of drain, variety, scale, latency, moves, network, statements, growth, long, questions, start, was 'all'
            """)
    void invalidOptionIsRejected(String options, String reason) {
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        PrintStream err = new PrintStream(errors, true, StandardCharsets.UTF_8);
        Program program = new Program(new Terminal(err, false, false, 80), new StopSignal(), err, err);

        int exitCode = program.configure(
                        new CommandLine(new BenchCommand(program.terminal(), program.stop())), Set.of())
                .execute(options.split(" "));

        assertThat(exitCode).isEqualTo(2);
        assertThat(errors.toString(StandardCharsets.UTF_8)).isEqualToNormalizingNewlines("""
                %s
                See ./quickstart bench --help
                """.formatted(reason));
    }
}
