/**
 * Sends orders to a Kafka topic and reference data to Redis: the {@code feed} command. Above {@code order} and
 * {@code console}.
 */
package dev.orderpipeline.generator.feed;
