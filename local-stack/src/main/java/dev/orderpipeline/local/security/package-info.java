/** Certificates and users of a secured stack. Bottom layer, beside {@code process}. */
package dev.orderpipeline.local.security;
