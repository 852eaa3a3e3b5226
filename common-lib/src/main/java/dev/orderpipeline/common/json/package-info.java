/**
 * Reads JSON strictly: duplicate fields, unpaired surrogates and coerced types are judged as the contract demands,
 * and a fault is reported with its byte offset. Bottom layer, below {@code message}.
 */
package dev.orderpipeline.common.json;
