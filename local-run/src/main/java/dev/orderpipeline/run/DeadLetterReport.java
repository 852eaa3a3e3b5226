package dev.orderpipeline.run;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints what was set aside and why. */
final class DeadLetterReport {

    private static final int LONGEST_REASON = 100;

    private final Terminal terminal;

    DeadLetterReport(Terminal terminal) {
        this.terminal = terminal;
    }

    private record Kind(Stage stage, String errorCode) {}

    void print(List<DeadLetter> deadLetters) {
        if (deadLetters.isEmpty()) {
            terminal.line("");
            terminal.line("No dead letters");
            return;
        }
        Map<Kind, List<DeadLetter>> byKind = deadLetters.stream()
                .sorted(Comparator.comparing(DeadLetter::stage).thenComparing(DeadLetter::errorCode))
                .collect(Collectors.groupingBy(
                        letter -> new Kind(letter.stage(), letter.errorCode()),
                        LinkedHashMap::new,
                        Collectors.toList()));
        TextTable table =
                new TextTable().text("service").text("code").number("records").text("one of the reasons");
        byKind.forEach((kind, letters) -> table.row(
                kind.stage().service(),
                kind.errorCode(),
                letters.size(),
                shortened(letters.get(0).errorMessage())));
        terminal.table("Dead letters", table);
    }

    private static String shortened(String reason) {
        String oneLine = reason.replaceAll("\\s+", " ");
        return oneLine.codePointCount(0, oneLine.length()) <= LONGEST_REASON
                ? oneLine
                : oneLine.substring(0, oneLine.offsetByCodePoints(0, LONGEST_REASON)) + "...";
    }
}
