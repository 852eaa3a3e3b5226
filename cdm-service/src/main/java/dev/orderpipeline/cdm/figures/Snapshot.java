package dev.orderpipeline.cdm.figures;

import java.time.Duration;
import java.time.Instant;

/**
 * All figures of the marts at one moment.
 *
 * @param takenAt just before the first statement: the figures are as new, or newer
 * @param duration of the statements
 * @param orders closed orders
 * @param users users with a counter
 */
public record Snapshot(
        Instant takenAt, Duration duration, long orders, long users, MartFigures categories, MartFigures products) {}
