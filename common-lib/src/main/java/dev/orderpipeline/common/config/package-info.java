/**
 * Environment variables, read and judged once at start: every fault is collected before the service refuses to
 * start. Bottom layer: no servers, no threads.
 */
package dev.orderpipeline.common.config;
