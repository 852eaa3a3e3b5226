/** A local stack with TLS, passwords, tokens or client certificates, and rights that have to be granted. */
@NullMarked
package dev.orderpipeline.testing.secured;

import org.jspecify.annotations.NullMarked;
