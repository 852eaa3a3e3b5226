/**
 * Bounds on the HTTP port, so that slow or many clients leave room for health probes, and responses that keep them. Above
 * {@code config} and {@code failure}.
 */
@NullMarked
package dev.orderpipeline.common.http;

import org.jspecify.annotations.NullMarked;
