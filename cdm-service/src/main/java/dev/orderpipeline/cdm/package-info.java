/**
 * Keeps the counters of both marts and produces those that changed. {@link
 * dev.orderpipeline.cdm.OrderReportProcessor} is the batch, {@link dev.orderpipeline.cdm.LedgerRepository} what each
 * order counts as, {@link dev.orderpipeline.cdm.CounterTable} the marts.
 */
package dev.orderpipeline.cdm;
