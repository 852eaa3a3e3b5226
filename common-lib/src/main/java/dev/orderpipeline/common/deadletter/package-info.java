/**
 * Dead letters: what sends them to the dead-letter topic, and what reads them there. Above {@code kafka}, below {@code
 * loop}.
 */
@NullMarked
package dev.orderpipeline.common.deadletter;

import org.jspecify.annotations.NullMarked;
