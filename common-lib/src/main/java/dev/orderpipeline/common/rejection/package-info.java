/** Error codes, and the exception that rejects a record. Bottom layer: thrown wherever a record is read. */
@NullMarked
package dev.orderpipeline.common.rejection;

import org.jspecify.annotations.NullMarked;
