/** Records that break the contract in every way that is known, each with the error code that it must get. */
package dev.orderpipeline.testing.hostile;
