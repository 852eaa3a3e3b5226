/**
 * Writes enriched orders into the Data Vault and produces order reports. {@link
 * dev.orderpipeline.dds.EnrichedOrderProcessor} is the batch, {@link dev.orderpipeline.dds.VaultBatch} its rows,
 * {@link dev.orderpipeline.dds.VaultRepository} its tables.
 */
@NullMarked
package dev.orderpipeline.dds;

import org.jspecify.annotations.NullMarked;
