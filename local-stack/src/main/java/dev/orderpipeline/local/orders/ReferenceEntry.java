package dev.orderpipeline.local.orders;

/**
 * A user or a restaurant, as Redis holds it.
 *
 * @param key its id
 * @param value its JSON text
 */
public record ReferenceEntry(String key, String value) {}
