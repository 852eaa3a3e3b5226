/**
 * Reads and validates the environment variables once at start: all problems are collected before the start fails.
 * Bottom layer: no servers, no threads.
 */
package dev.orderpipeline.common.config;
