/** Formats of single values: money, timestamps, UUIDs, white space. Bottom layer: no other package is used. */
@NullMarked
package dev.orderpipeline.common.value;

import org.jspecify.annotations.NullMarked;
