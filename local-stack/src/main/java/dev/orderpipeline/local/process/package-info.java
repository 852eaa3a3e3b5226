/** Servers as child processes: ports, folders, logs, and an end that no server outlives. Bottom layer. */
package dev.orderpipeline.local.process;
