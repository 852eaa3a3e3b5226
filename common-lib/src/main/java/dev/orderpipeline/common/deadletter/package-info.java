/** Rejected records and their way to the dead-letter topic. Above {@code kafka}, below {@code loop}. */
package dev.orderpipeline.common.deadletter;
