package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.generator.console.TextTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The figures of one part, for the terminal and the page. */
final class BenchmarkReport {

    private final Terminal terminal;
    private final List<String> page = new ArrayList<>();
    private Optional<BarChart> chart = Optional.empty();

    BenchmarkReport(Terminal terminal) {
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

    /** Only for the page. */
    void chart(BarChart bars) {
        chart = Optional.of(bars);
    }

    void writeTo(PerformancePage file, BenchmarkPart part) {
        file.replace(part, page.subList(0, page.size() - 1));
        chart.ifPresent(file::write);
    }
}
