/**
 * The contracts: one type for each kind of message and of reference data, parsed and written. Above {@code json} and
 * {@code value}.
 */
package dev.orderpipeline.common.message;
