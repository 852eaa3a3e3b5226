package dev.orderpipeline.quickstart.service;

import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The metrics of a service, in the text format of Prometheus. A missing metric counts as 0. */
public record Exposition(String text) {

    /** Adds up a metric's samples over all their labels. */
    double sum(String metric) {
        return samples(metric).mapToDouble(Exposition::value).sum();
    }

    /** Adds up a metric's samples for each value of a label. */
    public Map<String, Double> sumBy(String label, String metric) {
        Pattern labelled = Pattern.compile("[{,]" + label + "=\"([^\"]*)\"");
        Map<String, Double> sums = new TreeMap<>();
        samples(metric).forEach(sample -> {
            Matcher value = labelled.matcher(sample);
            if (value.find()) {
                sums.merge(value.group(1), value(sample), Double::sum);
            }
        });
        return sums;
    }

    private Stream<String> samples(String metric) {
        return text.lines().filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"));
    }

    /** The value of a sample, {@code name{labels} value [timestamp]}; a label may hold spaces. */
    private static double value(String sample) {
        String afterLabels = sample.contains("}")
                ? sample.substring(sample.lastIndexOf('}') + 1)
                : sample.substring(sample.indexOf(' '));
        return Double.parseDouble(afterLabels.strip().split(" ")[0]);
    }
}
