/** Records that violate the contract in many ways, each with the error code that it must get. */
@NullMarked
package dev.orderpipeline.testing.hostile;

import org.jspecify.annotations.NullMarked;
