/** The running pipeline: servers and services that start, stop and are restarted together. Above {@code service}. */
@NullMarked
package dev.orderpipeline.quickstart.stack;

import org.jspecify.annotations.NullMarked;
