/**
 * Turns an exception of a client library into one line for an operator: what failed, and which variable or right to
 * check. Above {@code kafka}, used by every layer that logs a failure.
 */
@NullMarked
package dev.orderpipeline.common.failure;

import org.jspecify.annotations.NullMarked;
