package dev.orderpipeline.quickstart.report;

import dev.orderpipeline.quickstart.service.ServiceMetrics;
import dev.orderpipeline.quickstart.service.Stage;

/**
 * The progress of one stage.
 *
 * @param metrics counts of this run
 * @param lag lag of the consumer group in records
 * @param perSecond records consumed a second
 */
record StageProgress(Stage stage, ServiceMetrics metrics, long lag, double perSecond) {}
