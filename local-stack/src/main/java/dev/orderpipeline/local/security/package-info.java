/** Certificates and users of a secured stack. Bottom layer, beside {@code process}. */
@NullMarked
package dev.orderpipeline.local.security;

import org.jspecify.annotations.NullMarked;
