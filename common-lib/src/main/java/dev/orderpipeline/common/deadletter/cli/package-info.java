/**
 * The {@code dead-letters} command of a service: lists, redrives and drops dead letters. Top layer, beside the
 * auto-configuration.
 */
@NullMarked
package dev.orderpipeline.common.deadletter.cli;

import org.jspecify.annotations.NullMarked;
