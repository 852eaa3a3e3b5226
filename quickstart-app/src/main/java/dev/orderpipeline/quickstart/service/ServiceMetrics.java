package dev.orderpipeline.quickstart.service;

/**
 * The counters of a service since its start.
 *
 * @param consumed records consumed from Kafka
 * @param written records written to PostgreSQL
 * @param deadLetters records sent to the dead-letter topic
 */
public record ServiceMetrics(long consumed, long written, long deadLetters) {

    public static final ServiceMetrics NONE = new ServiceMetrics(0, 0, 0);

    public ServiceMetrics plus(ServiceMetrics other) {
        return new ServiceMetrics(consumed + other.consumed, written + other.written, deadLetters + other.deadLetters);
    }

    public ServiceMetrics minus(ServiceMetrics other) {
        return new ServiceMetrics(consumed - other.consumed, written - other.written, deadLetters - other.deadLetters);
    }

    static ServiceMetrics of(Exposition exposition) {
        return new ServiceMetrics(
                Math.round(exposition.sum("pipeline_records_consumed_total")),
                Math.round(exposition.sum("pipeline_records_written_total")),
                Math.round(exposition.sum("pipeline_dead_letters_total")));
    }
}
