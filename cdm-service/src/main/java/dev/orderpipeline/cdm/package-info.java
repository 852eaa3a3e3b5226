/**
 * Keeps the marts and produces the counters that orders name. {@link dev.orderpipeline.cdm.OrderReportProcessor} is the
 * batch, {@link dev.orderpipeline.cdm.LedgerRepository} what each order counts as, {@link
 * dev.orderpipeline.cdm.CounterKind} the kinds of counters, {@link dev.orderpipeline.cdm.CounterTable} their marts.
 */
@NullMarked
package dev.orderpipeline.cdm;

import org.jspecify.annotations.NullMarked;
