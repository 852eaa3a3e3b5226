/**
 * Dead letters: what sends them to the dead-letter topic, and what reads them there. Above {@code kafka}, below {@code
 * loop}.
 */
package dev.orderpipeline.common.deadletter;
