/** Shares of the heap: the bounds of everything that grows with the data. Bottom layer: no other package is used. */
@NullMarked
package dev.orderpipeline.common.memory;

import org.jspecify.annotations.NullMarked;
