package dev.orderpipeline.quickstart.check;

import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.Terminal;
import java.util.List;

/** Prints statements about a run, each with whether it holds, and remembers whether all of them do. */
public final class Verdict {

    private static final int EXCEPTIONS_SHOWN = 5;

    private final Terminal terminal;
    private boolean allHold = true;

    public Verdict(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * @param exceptions what speaks against the statement, a sentence each; empty where it holds
     */
    public void add(String statement, List<String> exceptions) {
        if (exceptions.isEmpty()) {
            terminal.line("  %s      %s".formatted(terminal.good("ok"), statement));
            return;
        }
        allHold = false;
        terminal.line("  %s  %s. %s:"
                .formatted(
                        terminal.bad("FAILED"),
                        statement,
                        exceptions.size() == 1 ? "1 exception" : Format.number(exceptions.size()) + " exceptions"));
        exceptions.stream().limit(EXCEPTIONS_SHOWN).forEach(exception -> terminal.line("          " + exception));
        if (exceptions.size() > EXCEPTIONS_SHOWN) {
            terminal.line("          ...");
        }
    }

    public boolean allHold() {
        return allHold;
    }
}
