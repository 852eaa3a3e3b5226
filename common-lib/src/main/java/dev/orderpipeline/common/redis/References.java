package dev.orderpipeline.common.redis;

import dev.orderpipeline.common.message.RestaurantReference;
import dev.orderpipeline.common.message.UserReference;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.util.Map;

/** The reference data of a batch; an id that is not among it has no value in Redis. */
public final class References {

    private static final Reference<UserReference> NO_USER = Reference.missing();
    private static final Reference<RestaurantReference> NO_RESTAURANT = Reference.missing();

    private final Map<String, Reference<UserReference>> users;
    private final Map<String, Reference<RestaurantReference>> restaurants;

    References(Map<String, Reference<UserReference>> users, Map<String, Reference<RestaurantReference>> restaurants) {
        this.users = users;
        this.restaurants = restaurants;
    }

    /** @throws RejectedRecordException if the user is missing or unusable */
    public UserReference user(String id) {
        return users.getOrDefault(id, NO_USER).get("user", id);
    }

    /** @throws RejectedRecordException if the restaurant is missing or unusable */
    public RestaurantReference restaurant(String id) {
        return restaurants.getOrDefault(id, NO_RESTAURANT).get("restaurant", id);
    }
}
