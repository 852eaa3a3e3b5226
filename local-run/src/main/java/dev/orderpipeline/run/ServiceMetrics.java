package dev.orderpipeline.run;

/**
 * What a service says it has done since it started.
 *
 * @param consumed records taken from Kafka
 * @param written records written to PostgreSQL
 * @param deadLetters records set aside in the dead-letter topic
 */
record ServiceMetrics(long consumed, long written, long deadLetters) {

    static final ServiceMetrics NONE = new ServiceMetrics(0, 0, 0);

    /** Reads a Prometheus text exposition; a metric that is not in it counts as 0. */
    static ServiceMetrics parse(String exposition) {
        return new ServiceMetrics(
                sum(exposition, "pipeline_records_consumed_total"),
                sum(exposition, "pipeline_records_written_total"),
                sum(exposition, "pipeline_dead_letters_total"));
    }

    /** Adds up a metric's samples over all their labels. */
    private static long sum(String exposition, String metric) {
        return Math.round(exposition
                .lines()
                .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
                .mapToDouble(ServiceMetrics::value)
                .sum());
    }

    /** The value of a sample, {@code name{labels} value [timestamp]}; a label may hold spaces. */
    private static double value(String sample) {
        String afterLabels = sample.contains("}")
                ? sample.substring(sample.lastIndexOf('}') + 1)
                : sample.substring(sample.indexOf(' '));
        return Double.parseDouble(afterLabels.strip().split(" ")[0]);
    }
}
