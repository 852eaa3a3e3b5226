package dev.orderpipeline.helm;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.comments.CommentLine;
import org.yaml.snakeyaml.comments.CommentType;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The {@code README.md} of a chart: a table of its values, from the comments in {@code values.yaml}. */
final class ChartReadme {

    private static final Pattern DEFAULT_IN_PARENTHESES = Pattern.compile("\\(([^)]+)\\) ?(.*)");

    /** Emphasis or the end of a cell in Markdown. */
    private static final Pattern MARKUP = Pattern.compile("[*|]|_(?=_)|(?<=_)_");

    private final Chart chart;
    private final String text;
    private final MappingNode root;

    /** A row of the table. The default is empty for a value that only groups others. */
    record Value(String path, String defaultValue, String meaning) {

        /** By a comment; the literal default alone does not count. */
        boolean isExplained() {
            return !meaning.isEmpty() || !defaultValue.isEmpty() && !defaultValue.startsWith("`");
        }

        private String row() {
            return "| `%s` | %s | %s |\n"
                    .formatted(path, defaultValue, MARKUP.matcher(meaning).replaceAll("\\\\$0"));
        }
    }

    ChartReadme(Chart chart) throws IOException {
        this.chart = chart;
        text = chart.equals(Chart.PIPELINE)
                ? Files.readString(chart.folder().resolve("values.yaml"))
                : ChartValues.of(chart);
        LoaderOptions withComments = new LoaderOptions();
        withComments.setProcessComments(true);
        root = (MappingNode) new Yaml(withComments).compose(new StringReader(text));
    }

    Path file() {
        return chart.folder().resolve("README.md");
    }

    String text() {
        return """
                # %s

                %s.

                ```sh
                helm install %s helm/%s -f my-values.yaml
                ```

                ## Values

                Generated from the comments in [values.yaml](values.yaml).

                | value | default | meaning |
                |---|---|---|
                %s""".formatted(
                        chart,
                        chart.metadata().get("description"),
                        release(),
                        chart,
                        values().map(Value::row).collect(Collectors.joining()));
    }

    /** All charts may be installed into one namespace. */
    private String release() {
        return chart.equals(Chart.PIPELINE) ? "orders" : chart.toString().replace("-service", "");
    }

    Stream<Value> values() {
        return values("", root);
    }

    private Stream<Value> values(String parent, MappingNode map) {
        return map.getValue().stream().flatMap(entry -> {
            String path = parent + ((ScalarNode) entry.getKeyNode()).getValue();
            String meaning = comment(entry);
            if (entry.getValueNode() instanceof MappingNode group
                    && !group.getValue().isEmpty()) {
                Stream<Value> own = meaning.isEmpty() ? Stream.of() : Stream.of(new Value(path, "", meaning));
                return Stream.concat(own, values(path + ".", group));
            }
            Matcher parts = DEFAULT_IN_PARENTHESES.matcher(meaning);
            return Stream.of(
                    parts.matches()
                            ? new Value(path, parts.group(1), parts.group(2))
                            : new Value(path, "`" + literal(entry.getValueNode()) + "`", meaning));
        });
    }

    private String literal(Node value) {
        return text.substring(
                text.offsetByCodePoints(0, value.getStartMark().getIndex()),
                text.offsetByCodePoints(0, value.getEndMark().getIndex()));
    }

    /** The lines directly above the key, and the one behind the value. */
    private static String comment(NodeTuple entry) {
        List<CommentLine> above = lines(entry.getKeyNode().getBlockComments());
        int attached = above.size();
        while (attached > 0 && above.get(attached - 1).getCommentType() == CommentType.BLOCK) {
            attached--;
        }
        return Stream.concat(
                        above.subList(attached, above.size()).stream(),
                        lines(entry.getValueNode().getInLineComments()).stream())
                .map(line -> line.getValue().strip())
                .collect(Collectors.joining(" "));
    }

    private static List<CommentLine> lines(List<CommentLine> comments) {
        return comments == null ? List.of() : comments;
    }
}
