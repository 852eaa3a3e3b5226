/**
 * Random orders under random crashes, compared with a plain calculation: {@code ./quickstart torture}. Top layer of
 * the tools.
 */
@NullMarked
package dev.orderpipeline.torture;

import org.jspecify.annotations.NullMarked;
