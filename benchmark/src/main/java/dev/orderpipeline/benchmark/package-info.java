/**
 * Measures the pipeline, and writes the figures into {@code docs/performance.md}. Top layer of the tools; it asserts
 * no times.
 */
package dev.orderpipeline.benchmark;
