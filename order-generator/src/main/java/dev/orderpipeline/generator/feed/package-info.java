/**
 * Sends orders to a Kafka topic and reference data to Redis: the {@code feed} command. Above {@code order} and
 * {@code console}.
 */
@NullMarked
package dev.orderpipeline.generator.feed;

import org.jspecify.annotations.NullMarked;
