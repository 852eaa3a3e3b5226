package dev.orderpipeline.quickstart.report;

import dev.orderpipeline.quickstart.service.ServiceMetrics;
import dev.orderpipeline.quickstart.service.Stage;

/**
 * What is shown of one stage while the pipeline works.
 *
 * @param metrics counts of this run
 * @param lag records waiting in the stage's topic
 * @param perSecond records consumed a second
 */
record StageProgress(Stage stage, ServiceMetrics metrics, long lag, double perSecond) {}
