package dev.orderpipeline.system;

import dev.orderpipeline.system.DocumentedMetrics.Metric;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The metrics of a running service, in the text format of Prometheus. */
final class ExposedMetrics {

    private static final Pattern TYPE = Pattern.compile("# TYPE (\\w+) (\\w+)");
    private static final Pattern LABEL = Pattern.compile("[{,](\\w+)=\"(?:[^\"\\\\]|\\\\.)*\"");
    private static final Pattern SAMPLE_OF_DISTRIBUTION = Pattern.compile("_(bucket|count|sum)$");
    /** Of every series, and of the buckets of a histogram. */
    private static final Set<String> COMMON_LABELS = Set.of("application", "le");

    private final List<String> lines;

    ExposedMetrics(String text) {
        lines = text.lines().toList();
    }

    /** Lines with a value. */
    List<String> series() {
        return lines.stream().filter(line -> !line.startsWith("#")).toList();
    }

    /** By name; without the gauge of the largest value that a histogram and a summary have. */
    Map<String, Metric> metrics() {
        Map<String, String> types = types();
        types.keySet().removeIf(name -> isMaximumOfAnother(name, Set.copyOf(types.keySet())));
        return types.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        type -> new Metric(type.getValue(), labels(type.getKey(), types)),
                        (one, other) -> one,
                        TreeMap::new));
    }

    private Map<String, String> types() {
        Map<String, String> types = new TreeMap<>();
        for (String line : lines) {
            Matcher type = TYPE.matcher(line);
            if (type.matches()) {
                types.put(type.group(1), type.group(2));
            }
        }
        return types;
    }

    private static boolean isMaximumOfAnother(String name, Set<String> names) {
        return name.endsWith("_max") && names.contains(name.substring(0, name.length() - "_max".length()));
    }

    /** The same in all series of the metric, or else too many. */
    private Set<String> labels(String metric, Map<String, String> types) {
        Set<String> labels = new TreeSet<>();
        for (String line : series()) {
            String name = line.split("[{ ]", 2)[0];
            String family = types.containsKey(name)
                    ? name
                    : SAMPLE_OF_DISTRIBUTION.matcher(name).replaceFirst("");
            if (family.equals(metric)) {
                LABEL.matcher(line).results().map(label -> label.group(1)).forEach(labels::add);
            }
        }
        labels.removeAll(COMMON_LABELS);
        return labels;
    }
}
