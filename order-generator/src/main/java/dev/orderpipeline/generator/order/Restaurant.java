package dev.orderpipeline.generator.order;

import java.util.List;

/**
 * A restaurant with its own products.
 *
 * @param hasJunkEntry whether its menu, as Redis holds it, ends with an entry in which every field is empty
 */
record Restaurant(String id, String name, List<Product> menu, boolean hasJunkEntry, long updatedAt) {}
