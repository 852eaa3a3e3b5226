package dev.orderpipeline.generator.console;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The standard output of a command. */
public final class Terminal {

    private static final String CURSOR_UP_AND_CLEAR_BELOW = "\033[%dA\033[J";

    private static final String BOLD = "1";
    private static final String RED = "31";
    private static final String GREEN = "32";
    private static final String INDENT = "  ";

    /** Also where the width of a terminal is unknown, so that what is printed fits into the usual one. */
    private static final int DEFAULT_WIDTH = 80;

    private final PrintStream out;
    private final boolean interactive;
    private final boolean coloured;
    private final int width;
    private int linesToReplace;

    /**
     * @param interactive true where lines already printed can be replaced; false for a file or a pipe
     * @param coloured whether escape sequences for colours are understood and switched on
     * @param width how many characters fit into a line
     */
    public Terminal(PrintStream out, boolean interactive, boolean coloured, int width) {
        this.out = out;
        this.interactive = interactive;
        this.coloured = coloured;
        this.width = width;
    }

    /**
     * What this program's standard output is.
     *
     * @param environment {@code TERM} and {@code COLUMNS} of the terminal; {@code NO_COLOR} switches colours off
     * @param interactive whether it is a terminal
     */
    public static Terminal of(PrintStream out, boolean interactive, Map<String, String> environment) {
        boolean escapes =
                interactive && !environment.getOrDefault("TERM", "dumb").equals("dumb");
        boolean coloured = escapes && environment.getOrDefault("NO_COLOR", "").isEmpty();
        String columns = environment.getOrDefault("COLUMNS", "");
        int width = interactive && columns.matches("[1-9]\\d{1,4}") ? Integer.parseInt(columns) : DEFAULT_WIDTH;
        return new Terminal(out, escapes, coloured, width);
    }

    public boolean isInteractive() {
        return interactive;
    }

    public void line(String text) {
        out.println(text);
        linesToReplace = 0;
    }

    /** Prints the text, shortened to the width of the terminal. */
    public void shortenedLine(String text) {
        line(TextTable.shortened(text, width));
    }

    /** An empty line, and the title of what follows. */
    public void heading(String title) {
        line("");
        line(styled(title, BOLD));
    }

    /** Success: green where colours are supported. */
    public String good(String text) {
        return styled(text, GREEN);
    }

    /** Failure: red where colours are supported. */
    public String bad(String text) {
        return styled(text, RED);
    }

    /** A heading, and the table under it, shortened to the width of the terminal. */
    public void table(String title, TextTable table) {
        heading(title);
        table.lines(width - INDENT.length()).forEach(row -> line(INDENT + row));
    }

    private String styled(String text, String style) {
        return coloured ? "\033[%sm%s\033[0m".formatted(style, text) : text;
    }

    /** Prints lines in the place of those of the last call, unless something else has been printed in between. */
    public void replaceableLines(List<String> lines) {
        if (linesToReplace > 0) {
            out.printf(CURSOR_UP_AND_CLEAR_BELOW, linesToReplace);
        }
        lines.forEach(line -> out.println(TextTable.shortened(line, width)));
        linesToReplace = lines.size();
    }

    /** Runs a step, and prints its name and duration. */
    public <T> T step(String name, Supplier<T> work) {
        out.print(name + " ... ");
        out.flush();
        long start = System.nanoTime();
        try {
            T result = work.get();
            line(Format.seconds(Duration.ofNanos(System.nanoTime() - start)));
            return result;
        } catch (RuntimeException e) {
            line("failed");
            throw e;
        }
    }
}
