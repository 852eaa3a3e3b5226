package dev.orderpipeline.cdm.figures;

import java.util.List;
import java.util.UUID;

/**
 * The counters of a user.
 *
 * @param userId the user's hub key
 */
public record UserCounters(UUID userId, Counters categories, Counters products) {

    /**
     * @param total number of the user's counters in a mart
     * @param largest the largest of them, largest first
     */
    public record Counters(long total, List<Counter> largest) {}

    /** @param id hub key of the product or category */
    public record Counter(UUID id, String name, int orders) {}
}
