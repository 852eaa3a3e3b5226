package dev.orderpipeline.observability;

import dev.orderpipeline.quickstart.service.Stage;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** The dashboard of whoever runs the services: their flow from left to right, then what they have in common. */
final class PipelineDashboard {

    private static final String PER_SECOND = "suffix:/s";
    private static final String CORES = "suffix: cores";

    /** Where a query has {@code $labels}: the series that a reader has selected. */
    private static final String SELECTED =
            "namespace=~\"$namespace\", application=~\"$application\", instance=~\"$instance\"";

    private PipelineDashboard() {}

    static Dashboard create() {
        Dashboard dashboard = new Dashboard("order-pipeline", "Order pipeline", "10s", "now-30m")
                .variable(Variable.of(DataSource.PROMETHEUS))
                .variable(Variable.label("namespace", "Namespace", "pipeline_heartbeat_age_seconds"))
                .variable(Variable.severalOf(
                        "application",
                        "Service",
                        Stream.of(Stage.values()).map(Stage::service).toList()))
                .variable(Variable.label(
                        "instance",
                        "Replica",
                        "pipeline_heartbeat_age_seconds{namespace=~\"$namespace\", application=~\"$application\"}"));
        flow(dashboard);
        freshness(dashboard);
        failures(dashboard);
        batches(dashboard);
        processes(dashboard);
        return dashboard;
    }

    /** A column for each service, whatever the selected one. */
    private static void flow(Dashboard dashboard) {
        dashboard
                .heading("The flow, from left to right")
                .band(4, stages(stage -> Panel.numbers(
                                DataSource.PROMETHEUS,
                                "%s: %s to %s".formatted(stage, stage.sourceTopic(), stage.destinationTopic()),
                                "short",
                                "")
                        .query(
                                of(stage, "sum(rate(pipeline_records_consumed_total{$labels}[$__rate_interval]))"),
                                "records",
                                PER_SECOND)
                        .query(of(stage, "sum(max by (topic, partition) (pipeline_consumer_lag{$labels}))"), "lag")
                        .query(
                                of(stage, quantile("0.99", "pipeline_end_to_end_latency_seconds", "")),
                                "latency p99",
                                "s")
                        .query(of(stage, "max(pipeline_dead_letters_pending{$labels})"), "pending dead letters")))
                .band(7, stages(stage -> Panel.lines(stage + ": records", PER_SECOND, "")
                        .query(
                                of(stage, "sum(rate(pipeline_records_consumed_total{$labels}[$__rate_interval]))"),
                                "consumed")
                        .query(
                                of(stage, "sum(rate(pipeline_records_written_total{$labels}[$__rate_interval]))"),
                                "written")
                        .query(
                                of(stage, "sum(rate(pipeline_records_produced_total{$labels}[$__rate_interval]))"),
                                "produced")))
                .band(7, stages(stage -> Panel.areas(
                                stage + ": lag by partition",
                                "short",
                                "Records after the batches in flight. The partitions of a backlog shrink alike; one that does not has a key of many orders.")
                        .query(of(stage, "max by (partition) (pipeline_consumer_lag{$labels})"), "{{partition}}")))
                .band(7, stages(stage -> Panel.lines(
                                stage + ": latency",
                                "s",
                                "From the source record's timestamp until it is committed in this service. During a replay it is the age of the replayed records, an hour at most.")
                        .query(of(stage, quantile("0.5", "pipeline_end_to_end_latency_seconds", "")), "p50")
                        .query(of(stage, quantile("0.99", "pipeline_end_to_end_latency_seconds", "")), "p99")))
                .band(7, stages(stage -> Panel.areas(
                                stage + ": time by step",
                                "s",
                                "Seconds of each second. Writing overlaps with the other steps; a service that is idle or gathers records polls.")
                        .query(
                                of(stage, "sum by (step) (rate(pipeline_step_seconds_sum{$labels}[$__rate_interval]))"),
                                "{{step}}")));
    }

    private static void freshness(Dashboard dashboard) {
        dashboard
                .heading("Freshness")
                .band(
                        7,
                        Panel.lines(
                                        "Age of the oldest record in flight",
                                        "s",
                                        "Grows while a batch is retried. 0 without a batch in flight.")
                                .query(
                                        selected(
                                                "max by (application) (pipeline_oldest_uncommitted_age_seconds{$labels})"),
                                        "{{application}}"),
                        Panel.lines(
                                        "Age of the newest order",
                                        "s",
                                        "Since it was produced to the first topic. Grows while no orders arrive.")
                                .query(
                                        selected("min by (application) (pipeline_newest_order_age_seconds{$labels})"),
                                        "{{application}}"),
                        Panel.lines("Time since the last batch", "s", "")
                                .query(
                                        selected(
                                                "time() - max by (application) (pipeline_last_batch_timestamp_seconds{$labels} > 0)"),
                                        "{{application}}"),
                        Panel.lines(
                                        "Heartbeat",
                                        "s",
                                        "Time since the last heartbeat of a loop. Liveness fails after 120 s.")
                                .query(
                                        selected(
                                                "max by (application, instance) (pipeline_heartbeat_age_seconds{$labels})"),
                                        "{{application}} {{instance}}"));
    }

    private static void failures(Dashboard dashboard) {
        dashboard
                .heading("Failures")
                .band(
                        7,
                        Panel.states("Alerts", "Those that fire.")
                                .query(
                                        "0 * max by (alertname, application) (ALERTS{alertname=~\"Pipeline.+\", alertstate=\"firing\"})",
                                        "{{alertname}} {{application}}"),
                        Panel.states("Dependencies", "Red while a replica can't use it.")
                                .query(
                                        selected("min by (application, dependency) (pipeline_dependency_up{$labels})"),
                                        "{{application}} {{dependency}}"),
                        Panel.areas(
                                        "Retries by cause",
                                        "short",
                                        "A few are normal when a server fails over. A series of them: see the log.")
                                .query(
                                        selected(
                                                "sum by (application, cause) (increase(pipeline_retries_total{$labels}[$__rate_interval]))"),
                                        "{{application}} {{cause}}"))
                .band(
                        7,
                        Panel.areas("Dead letters by code", "short", "")
                                .query(
                                        selected(
                                                "sum by (application, code) (increase(pipeline_dead_letters_total{$labels}[$__rate_interval]))"),
                                        "{{application}} {{code}}"),
                        Panel.lines("Pending dead letters", "short", "Neither redriven nor dropped.")
                                .query(
                                        selected("max by (application) (pipeline_dead_letters_pending{$labels})"),
                                        "{{application}}"),
                        Panel.lines(
                                        "Offsets out of range",
                                        "short",
                                        "Committed offsets that were no longer in the topic, since the start of the process.")
                                .query(
                                        selected("sum by (application) (pipeline_offsets_out_of_range_total{$labels})"),
                                        "{{application}}"));
    }

    private static void batches(Dashboard dashboard) {
        dashboard
                .heading("Batches")
                .band(
                        7,
                        Panel.lines("Records of a batch", "short", "")
                                .query(
                                        selected(quantile("0.5", "pipeline_batch_size", "application")),
                                        "{{application}} p50")
                                .query(
                                        selected(quantile("0.99", "pipeline_batch_size", "application")),
                                        "{{application}} p99"),
                        Panel.lines("Committed batches", PER_SECOND, "")
                                .query(
                                        selected(
                                                "sum by (application) (rate(pipeline_batch_size_count{$labels}[$__rate_interval]))"),
                                        "{{application}}"),
                        Panel.lines("Time of a step, p99", "s", "")
                                .query(
                                        selected(quantile("0.99", "pipeline_step_seconds", "application, step")),
                                        "{{application}} {{step}}"))
                .band(
                        7,
                        Panel.areas("Time by table", "s", "Seconds of each second in statements on a table.")
                                .query(
                                        selected(
                                                "sum by (table) (rate(pipeline_table_seconds_sum{$labels}[$__rate_interval]))"),
                                        "{{table}}"),
                        Panel.lines(
                                        "Cache hits",
                                        "percentunit",
                                        "Share of the look-ups: restaurants of STG, written rows of DDS.")
                                .query(
                                        selected(
                                                "sum by (application, cache) (rate(cache_gets_total{$labels, result=\"hit\"}[$__rate_interval]))"
                                                        + " / sum by (application, cache) (rate(cache_gets_total{$labels}[$__rate_interval]))"),
                                        "{{application}} {{cache}}"),
                        Panel.lines(
                                        "Cache entries",
                                        "short",
                                        "Evictions at a constant size mean that the data do not fit into the heap's share.")
                                .query(
                                        selected("sum by (application, cache) (cache_size{$labels})"),
                                        "{{application}} {{cache}}")
                                .query(
                                        selected(
                                                "sum by (application, cache) (rate(cache_evictions_total{$labels}[$__rate_interval]))"),
                                        "{{application}} {{cache}} evictions"));
    }

    private static void processes(Dashboard dashboard) {
        dashboard
                .heading("Processes")
                .band(
                        7,
                        Panel.areas("CPU by step", CORES, "Of the loops' threads, without waiting for servers.")
                                .query(
                                        selected(
                                                "sum by (application, step) (rate(pipeline_step_cpu_seconds_total{$labels}[$__rate_interval]))"),
                                        "{{application}} {{step}}"),
                        Panel.lines("CPU", "percentunit", "Of the process, as a share of all processors.")
                                .query(
                                        selected("max by (application, instance) (process_cpu_usage{$labels})"),
                                        "{{application}} {{instance}}"),
                        Panel.lines(
                                        "Connections to PostgreSQL",
                                        "short",
                                        "Pending ones wait for a connection of the pool.")
                                .query(
                                        selected("sum by (application) (hikaricp_connections_active{$labels})"),
                                        "{{application}} active")
                                .query(
                                        selected("sum by (application) (hikaricp_connections_pending{$labels})"),
                                        "{{application}} pending")
                                .query(
                                        selected("sum by (application) (hikaricp_connections_max{$labels})"),
                                        "{{application}} max"))
                .band(
                        7,
                        Panel.lines("Heap", "bytes", "Before a collection it is nearly full by nature.")
                                .query(
                                        selected(
                                                "sum by (application, instance) (jvm_memory_used_bytes{$labels, area=\"heap\"})"),
                                        "{{application}} {{instance}}")
                                .query(
                                        selected(
                                                "max(sum by (application, instance) (jvm_memory_max_bytes{$labels, area=\"heap\"}))"),
                                        "max"),
                        Panel.lines(
                                        "Old generation after a full collection",
                                        "percentunit",
                                        "What is really in use; 0 before the first. Until then it fills with garbage.")
                                .query(
                                        selected(
                                                "max by (application, instance) (jvm_gc_live_data_size_bytes{$labels} / jvm_gc_max_data_size_bytes{$labels})"),
                                        "{{application}} {{instance}}"),
                        Panel.lines("Garbage collection", "percentunit", "Share of the time.")
                                .query(
                                        selected(
                                                "sum by (application, instance) (rate(jvm_gc_pause_seconds_sum{$labels}[$__rate_interval]))"),
                                        "{{application}} {{instance}}"),
                        Panel.lines("Time since the start", "s", "Falls to 0 with each restart.")
                                .query(
                                        selected("max by (application, instance) (process_uptime_seconds{$labels})"),
                                        "{{application}} {{instance}}"));
    }

    private static Stream<Panel> stages(Function<Stage, Panel> panel) {
        return Stream.of(Stage.values()).map(panel);
    }

    private static String of(Stage stage, String query) {
        return query.replace("$labels", "namespace=~\"$namespace\", application=\"%s\"".formatted(stage.service()));
    }

    private static String selected(String query) {
        return query.replace("$labels", SELECTED);
    }

    /** @param labels that the quantile is of, as of {@code by} */
    private static String quantile(String quantile, String histogram, String labels) {
        String by = String.join(", ", labels.isEmpty() ? List.of("le") : List.of(labels, "le"));
        return "histogram_quantile(%s, sum by (%s) (rate(%s_bucket{$labels}[$__rate_interval])))"
                .formatted(quantile, by, histogram);
    }
}
