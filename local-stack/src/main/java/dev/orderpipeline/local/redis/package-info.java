/** A Redis server. Above {@code server}. */
package dev.orderpipeline.local.redis;
