package dev.orderpipeline.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class TerminalTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Terminal terminal = new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), true);

    @Test
    void linesReplaceThoseOfTheCallBefore() {
        terminal.replaceableLines(List.of("a", "b"));
        terminal.replaceableLines(List.of("c"));

        assertThat(printed()).isEqualTo("a\nb\n\033[2A\033[Jc\n");
    }

    @Test
    void whatHasBeenPrintedInBetweenStays() {
        terminal.replaceableLines(List.of("a"));
        terminal.line("b");
        terminal.replaceableLines(List.of("c"));

        assertThat(printed()).isEqualTo("a\nb\nc\n");
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
