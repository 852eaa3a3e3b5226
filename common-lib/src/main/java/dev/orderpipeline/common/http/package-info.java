/**
 * Bounds on the HTTP port, so that slow or many clients leave room for health probes. Bottom layer: no other package
 * is used.
 */
package dev.orderpipeline.common.http;
