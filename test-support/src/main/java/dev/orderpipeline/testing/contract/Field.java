package dev.orderpipeline.testing.contract;

/**
 * A field that a schema describes.
 *
 * @param path of names, joined with dots: {@code []} for the elements of an array, {@code *} for any name
 * @param type a name for people: of a definition in {@code types}, of a JSON type, or a constant
 */
public record Field(String path, String type, boolean required, String description) {}
