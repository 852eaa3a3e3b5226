/** A Redis server. Above {@code server}. */
@NullMarked
package dev.orderpipeline.local.redis;

import org.jspecify.annotations.NullMarked;
