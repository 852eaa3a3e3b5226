/**
 * Measures the pipeline, and writes the figures into {@code docs/performance.md}. Top layer of the tools; it asserts
 * no times.
 */
@NullMarked
package dev.orderpipeline.benchmark;

import org.jspecify.annotations.NullMarked;
