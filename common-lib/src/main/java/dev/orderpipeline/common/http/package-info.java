/**
 * Bounds on the HTTP port, so that slow or many clients leave room for health probes. Above {@code config} alone.
 */
@NullMarked
package dev.orderpipeline.common.http;

import org.jspecify.annotations.NullMarked;
