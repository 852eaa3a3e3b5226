package dev.orderpipeline.cdm.figures;

import java.util.UUID;

/**
 * A product or a category, over all users.
 *
 * @param id its hub key
 * @param name up to {@link MartReader#MAX_NAME_CHARACTERS}
 * @param orders closed orders that contain it
 * @param users users with such an order
 */
public record ItemFigures(UUID id, String name, long orders, long users) {}
