/** A PostgreSQL server and its binaries. Above {@code server}. */
package dev.orderpipeline.local.postgres;
