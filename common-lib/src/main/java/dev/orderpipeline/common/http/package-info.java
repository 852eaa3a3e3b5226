/**
 * Bounds on the HTTP port, so that slow or many clients leave room for health probes. Above {@code config} alone.
 */
package dev.orderpipeline.common.http;
