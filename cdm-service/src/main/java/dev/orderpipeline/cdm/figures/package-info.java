/**
 * Figures of the marts for readers: a {@link dev.orderpipeline.cdm.figures.Snapshot} of all of them, shared by all readers
 * ({@link dev.orderpipeline.cdm.figures.SharedSnapshot}), the counters of a user, and what this replica does. Above {@code
 * common}; {@code cdm} counts its changes here, {@code cdm.page} shows them.
 */
@NullMarked
package dev.orderpipeline.cdm.figures;

import org.jspecify.annotations.NullMarked;
