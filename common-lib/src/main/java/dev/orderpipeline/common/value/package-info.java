/** Formats of single values: money, timestamps, UUIDs, white space. Bottom layer: no other package is used. */
package dev.orderpipeline.common.value;
