package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.console.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The figures of one part, as they are shown on the terminal and on the page. */
final class Protocol {

    private final Terminal terminal;
    private final List<String> page = new ArrayList<>();
    private Optional<BarChart> chart = Optional.empty();

    Protocol(Terminal terminal) {
        this.terminal = terminal;
    }

    void paragraph(String text) {
        terminal.line("");
        terminal.line(text);
        page.add(text);
        page.add("");
    }

    void table(String title, TextTable table) {
        terminal.table(title, table);
        page.add("**" + title + "**");
        page.add("");
        page.addAll(table.markdown());
        page.add("");
    }

    /** Is shown on the page only. */
    void chart(BarChart bars) {
        chart = Optional.of(bars);
    }

    void writeTo(PerformancePage file, Part part) {
        file.replace(part, page.subList(0, page.size() - 1));
        chart.ifPresent(file::write);
    }
}
