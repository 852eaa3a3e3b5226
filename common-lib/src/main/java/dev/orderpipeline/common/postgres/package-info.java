/**
 * Bulk statements in one round trip, the connection pool, the migration, and the checks of a database before the
 * first batch. Above {@code failure} and {@code metrics}, below {@code loop}.
 */
@NullMarked
package dev.orderpipeline.common.postgres;

import org.jspecify.annotations.NullMarked;
