/**
 * Looks up users and restaurants in Redis, and caches indexes of restaurants within a share of the heap. Above {@code message} and
 * {@code health}; only stg-service uses it.
 */
@NullMarked
package dev.orderpipeline.common.redis;

import org.jspecify.annotations.NullMarked;
