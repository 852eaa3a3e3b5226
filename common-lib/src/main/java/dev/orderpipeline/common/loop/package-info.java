/**
 * The loop <em>consume, write, produce, commit</em>, its retries and its status. Above {@code kafka}, {@code
 * postgres} and {@code deadletter}; a service plugs in a {@link dev.orderpipeline.common.loop.BatchProcessor}.
 */
@NullMarked
package dev.orderpipeline.common.loop;

import org.jspecify.annotations.NullMarked;
