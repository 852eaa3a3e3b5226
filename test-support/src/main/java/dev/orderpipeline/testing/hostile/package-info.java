/** Records that violate the contract in many ways, each with the error code that it must get. */
package dev.orderpipeline.testing.hostile;
