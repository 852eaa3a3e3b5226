/** Servers as child processes: ports, folders, logs, and an end that no server outlives. Bottom layer. */
@NullMarked
package dev.orderpipeline.local.process;

import org.jspecify.annotations.NullMarked;
