/** Redis with failover: under Sentinel, and as a cluster. Not in containers, which have addresses of their own. */
@NullMarked
package dev.orderpipeline.testing.redis;

import org.jspecify.annotations.NullMarked;
