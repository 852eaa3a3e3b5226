/**
 * Certificates and keys in PEM files, read for each connection. Bottom layer, beside {@code value}; no variable is known here.
 */
@NullMarked
package dev.orderpipeline.common.tls;

import org.jspecify.annotations.NullMarked;
