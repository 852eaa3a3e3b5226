/**
 * Looks up the topics of a service at start, creates those it may create, and reports policies that lose records.
 * Above {@code kafka}.
 */
@NullMarked
package dev.orderpipeline.common.kafka.topic;

import org.jspecify.annotations.NullMarked;
