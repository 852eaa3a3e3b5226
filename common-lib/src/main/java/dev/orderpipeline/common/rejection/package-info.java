/** Error codes, and the exception that rejects a record. Bottom layer: thrown wherever a record is read. */
package dev.orderpipeline.common.rejection;
