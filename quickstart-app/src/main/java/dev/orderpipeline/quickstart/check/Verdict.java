package dev.orderpipeline.quickstart.check;

import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.Terminal;
import java.util.List;

/** Prints the checks of a run, and combines their results. */
public final class Verdict {

    private static final int MAX_VIOLATIONS = 5;

    private final Terminal terminal;
    private boolean allHold = true;

    public Verdict(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * @param violations of the statement, a sentence each; empty if it holds
     */
    public void add(String statement, List<String> violations) {
        if (violations.isEmpty()) {
            terminal.line("  %s      %s".formatted(terminal.good("ok"), statement));
            return;
        }
        allHold = false;
        terminal.line("  %s  %s. %s:"
                .formatted(terminal.bad("FAILED"), statement, Format.count(violations.size(), "violation")));
        violations.stream().limit(MAX_VIOLATIONS).forEach(violation -> terminal.line("          " + violation));
        if (violations.size() > MAX_VIOLATIONS) {
            terminal.line("          ...");
        }
    }

    public boolean allHold() {
        return allHold;
    }
}
