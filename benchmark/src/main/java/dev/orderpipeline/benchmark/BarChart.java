package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.Format;
import java.util.ArrayList;
import java.util.List;

/** Horizontal bars, as an SVG that is readable on light and dark pages. */
final class BarChart {

    private static final int LABEL_WIDTH = 210;
    private static final int BARS_WIDTH = 420;
    private static final int VALUE_WIDTH = 90;
    private static final int ROW_HEIGHT = 30;
    private static final int TITLE_HEIGHT = 40;

    private final String title;
    private final List<Bar> bars = new ArrayList<>();

    private record Bar(String label, double value, String colour) {}

    BarChart(String title) {
        this.title = title;
    }

    /** Adds a bar below the others. */
    BarChart bar(String label, double value) {
        bars.add(new Bar(label, value, "#3b7dd8"));
        return this;
    }

    /** Adds the bar that the others are compared with. */
    BarChart baseline(String label, double value) {
        bars.add(new Bar(label, value, "#b0b0b0"));
        return this;
    }

    String svg() {
        int width = LABEL_WIDTH + BARS_WIDTH + VALUE_WIDTH;
        int height = TITLE_HEIGHT + bars.size() * ROW_HEIGHT + 10;
        StringBuilder svg = new StringBuilder("""
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d"
                     font-family="sans-serif" font-size="13">
                  <rect width="%1$d" height="%2$d" fill="#ffffff"/>
                  <text x="10" y="24" font-size="15" font-weight="bold" fill="#222222">%3$s</text>
                """.formatted(width, height, title));
        double max = bars.stream().mapToDouble(Bar::value).max().orElseThrow();
        int top = TITLE_HEIGHT;
        for (Bar bar : bars) {
            int length = (int) Math.round(bar.value() / max * BARS_WIDTH);
            svg.append("""
                      <text x="%d" y="%d" text-anchor="end" fill="#222222">%s</text>
                      <rect x="%d" y="%d" width="%d" height="%d" fill="%s"/>
                      <text x="%d" y="%d" fill="#222222">%s</text>
                    """.formatted(
                            LABEL_WIDTH - 10,
                            top + 19,
                            bar.label(),
                            LABEL_WIDTH,
                            top + 5,
                            length,
                            ROW_HEIGHT - 10,
                            bar.colour(),
                            LABEL_WIDTH + length + 8,
                            top + 19,
                            Format.number(bar.value())));
            top += ROW_HEIGHT;
        }
        return svg.append("</svg>\n").toString();
    }
}
