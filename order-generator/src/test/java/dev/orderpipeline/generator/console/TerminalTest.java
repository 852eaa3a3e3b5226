package dev.orderpipeline.generator.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TerminalTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final Terminal terminal = new Terminal(new PrintStream(out, true, StandardCharsets.UTF_8), true, false, 80);

    @Test
    void linesReplacePreviousOnes() {
        terminal.replaceableLines(List.of("a", "b"));
        terminal.replaceableLines(List.of("c"));

        assertThat(printed()).isEqualTo("a\nb\n\033[2A\033[Jc\n");
    }

    @Test
    void otherLinesAreKept() {
        terminal.replaceableLines(List.of("a"));
        terminal.line("b");
        terminal.replaceableLines(List.of("c"));

        assertThat(printed()).isEqualTo("a\nb\nc\n");
    }

    @Test
    void coloursAreForATerminalWithoutNoColor() {
        assertThat(heading(true, Map.of("TERM", "xterm"))).isEqualTo("\n\033[1mChecks\033[0m\n");
        assertThat(heading(true, Map.of("TERM", "xterm", "NO_COLOR", ""))).contains("\033");
        assertThat(heading(true, Map.of("TERM", "xterm", "NO_COLOR", "1"))).isEqualTo("\nChecks\n");
        assertThat(heading(true, Map.of("TERM", "dumb"))).isEqualTo("\nChecks\n");
        assertThat(heading(false, Map.of("TERM", "xterm"))).isEqualTo("\nChecks\n");
    }

    @Test
    void linesAreShortenedToTheTerminalsWidth() {
        String text = "x".repeat(200);

        assertThat(shortenedLine(true, Map.of("COLUMNS", "100"), text))
                .hasSize(100)
                .endsWith("…");
        assertThat(shortenedLine(true, Map.of("COLUMNS", ""), text)).hasSize(80);
        assertThat(shortenedLine(false, Map.of("COLUMNS", "100"), text)).hasSize(80);
    }

    private String heading(boolean interactive, Map<String, String> environment) {
        return printed(interactive, environment, terminal -> terminal.heading("Checks"));
    }

    private String shortenedLine(boolean interactive, Map<String, String> environment, String text) {
        return printed(interactive, environment, terminal -> terminal.shortenedLine(text))
                .strip();
    }

    private String printed(boolean interactive, Map<String, String> environment, Consumer<Terminal> printing) {
        out.reset();
        printing.accept(Terminal.of(new PrintStream(out, true, StandardCharsets.UTF_8), interactive, environment));
        return printed();
    }

    private String printed() {
        return out.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
