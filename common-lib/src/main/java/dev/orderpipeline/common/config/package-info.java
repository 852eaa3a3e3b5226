/**
 * Reads and validates the environment variables once at start: all problems are collected before the start fails.
 * Above {@code memory}, {@code tls} and {@code value}: no servers, no threads.
 */
@NullMarked
package dev.orderpipeline.common.config;

import org.jspecify.annotations.NullMarked;
