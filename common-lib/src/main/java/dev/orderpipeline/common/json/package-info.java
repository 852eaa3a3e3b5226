/**
 * Reads JSON strictly: valid UTF-8 only, the last of duplicate fields wins, no type is coerced, and an error has its
 * byte offset. Above {@code rejection} and {@code value}, below {@code message}.
 *
 * <p>A reader of our own, because most of a message is never read: it indexes the values in place, and decodes a value
 * when it is read. An enriched order takes 2.5 µs and 5.7 KB of garbage, against 3.8 µs and 15 KB with a tree of objects
 * (docs/decisions/0006-json-read-in-place.md). Jackson's streaming parser takes 85 ms for the step "parse" of 1,000 orders
 * in the three services, the scanner 73 ms, and needs a check of UTF-8 besides.
 */
@NullMarked
package dev.orderpipeline.common.json;

import org.jspecify.annotations.NullMarked;
