/**
 * The contracts: one type for each kind of message and of reference data, parsed and written. Above {@code json} and
 * {@code value}.
 */
@NullMarked
package dev.orderpipeline.common.message;

import org.jspecify.annotations.NullMarked;
