package dev.orderpipeline.quickstart.report;

import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.console.TextTable;
import dev.orderpipeline.quickstart.service.ReceivedDeadLetter;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Prints the dead letters and their reasons. */
public final class DeadLetterReport {

    private static final int MAX_LINES = 10;

    private final Terminal terminal;

    public DeadLetterReport(Terminal terminal) {
        this.terminal = terminal;
    }

    private record Kind(Stage stage, String errorCode) {}

    public void print(List<ReceivedDeadLetter> deadLetters) {
        if (deadLetters.isEmpty()) {
            terminal.heading("No dead letters");
            return;
        }
        Map<Kind, List<ReceivedDeadLetter>> byKind = deadLetters.stream()
                .sorted(Comparator.comparing(ReceivedDeadLetter::stage).thenComparing(ReceivedDeadLetter::errorCode))
                .collect(Collectors.groupingBy(
                        letter -> new Kind(letter.stage(), letter.errorCode()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        TextTable table = new TextTable().text("service").text("code").number("records");
        byKind.forEach((kind, letters) -> table.row(kind.stage().service(), kind.errorCode(), letters.size()));
        List<String> rows = table.lines();
        terminal.heading("Dead letters by error code, with one reason each");
        terminal.shortenedLine("  " + rows.get(0));
        int row = 1;
        for (List<ReceivedDeadLetter> letters : byKind.values()) {
            terminal.shortenedLine("  " + rows.get(row++));
            terminal.shortenedLine("    " + oneLine(letters.get(0).errorMessage()));
        }
        printLines(deadLetters);
    }

    /** The lines of the orders file that became dead letters. */
    private void printLines(List<ReceivedDeadLetter> deadLetters) {
        Map<Long, ReceivedDeadLetter> byLine = new TreeMap<>();
        deadLetters.stream().filter(letter -> letter.line() > 0).forEach(letter -> byLine.put(letter.line(), letter));
        if (byLine.isEmpty()) {
            return;
        }
        TextTable table = new TextTable().number("line").text("reason");
        byLine.values().stream()
                .limit(MAX_LINES)
                .forEach(letter -> table.row(Long.toString(letter.line()), oneLine(letter.errorMessage())));
        terminal.table("Lines of the orders file that became dead letters", table);
        if (byLine.size() > MAX_LINES) {
            terminal.line("  … and %s more".formatted(Format.number(byLine.size() - MAX_LINES)));
        }
    }

    private static String oneLine(String reason) {
        return reason.replaceAll("\\s+", " ");
    }
}
