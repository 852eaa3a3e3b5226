package dev.orderpipeline.common.message;

import java.time.LocalDateTime;
import java.util.Map;
import java.util.Optional;

/**
 * A restaurant of the reference data.
 *
 * @param updated time of the last change, empty if the source has none
 * @param menu by id, the items that were looked up; those that are not on the menu, or have no category there, are missing
 */
public record RestaurantReference(String name, Optional<LocalDateTime> updated, Map<String, MenuItem> menu) {

    /** @param name empty if the menu has none */
    public record MenuItem(Optional<String> name, String category) {}

    /** The item with this id; empty if it is not on the menu, has no category there, or was not looked up. */
    public Optional<MenuItem> item(String id) {
        return Optional.ofNullable(menu.get(id));
    }
}
