package dev.orderpipeline.run;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;

/** What the person who started the run sees. */
public final class Terminal {

    private static final String CURSOR_UP_AND_CLEAR_BELOW = "\033[%dA\033[J";

    private final PrintStream out;
    private final boolean interactive;
    private int linesToReplace;

    /**
     * @param interactive true where lines already printed can be replaced; false for a file or a pipe
     */
    public Terminal(PrintStream out, boolean interactive) {
        this.out = out;
        this.interactive = interactive;
    }

    boolean isInteractive() {
        return interactive;
    }

    public void line(String text) {
        out.println(text);
        linesToReplace = 0;
    }

    /** An empty line, the title, and the table under it. */
    public void table(String title, TextTable table) {
        line("");
        line(title);
        table.lines().forEach(row -> line("  " + row));
    }

    /** Prints lines in the place of those of the last call, unless something else has been printed in between. */
    void replaceableLines(List<String> lines) {
        if (linesToReplace > 0) {
            out.printf(CURSOR_UP_AND_CLEAR_BELOW, linesToReplace);
        }
        lines.forEach(out::println);
        linesToReplace = lines.size();
    }

    /** Says what is being done, does it, and says how long it took. */
    public <T> T step(String what, Supplier<T> work) {
        out.print(what + " ... ");
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
