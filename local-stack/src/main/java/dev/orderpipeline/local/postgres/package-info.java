/** A PostgreSQL server and its binaries. Above {@code server}. */
@NullMarked
package dev.orderpipeline.local.postgres;

import org.jspecify.annotations.NullMarked;
