package dev.orderpipeline.generator.order;

/**
 * A user or a restaurant, as Redis holds it.
 *
 * @param key its id
 * @param value its JSON text
 */
public record ReferenceEntry(String key, String value) {}
