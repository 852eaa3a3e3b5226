package dev.orderpipeline.common.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderpipeline.common.message.RestaurantReference;
import dev.orderpipeline.common.metrics.CacheMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestaurantCacheTest {

    private static final int MAX_BYTES = 4 << 20;

    @Test
    void repeatedValueIsCached() {
        RestaurantCache cache = cache(new SimpleMeterRegistry());
        Set<String> itemIds = Set.of(itemId(1, 3), itemId(1, 99));

        for (int time = 0; time < 4; time++) {
            RestaurantReference restaurant =
                    cache.find("r", menu(1, 10), itemIds).get("restaurant", "r");

            assertThat(restaurant.name()).isEqualTo("Кофейня 1");
            assertThat(restaurant.menu()).containsOnlyKeys(itemId(1, 3));
            assertThat(restaurant.item(itemId(1, 3)))
                    .hasValueSatisfying(item -> assertThat(item.category()).isEqualTo("Категория 3"));
            assertThat(cache.size()).isEqualTo(1);
        }
    }

    @Test
    void changedValueIsParsedAgain() {
        RestaurantCache cache = cache(new SimpleMeterRegistry());
        Set<String> itemIds = Set.of(itemId(1, 3), itemId(2, 3));

        for (int restaurant : new int[] {1, 1, 2, 2, 1, 2}) {
            assertThat(cache.find("r", menu(restaurant, 10), itemIds)
                            .get("restaurant", "r")
                            .item(itemId(restaurant, 3)))
                    .isPresent();
        }
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void invalidValueIsCached() {
        RestaurantCache cache = cache(new SimpleMeterRegistry());
        for (int time = 0; time < 3; time++) {
            Reference<RestaurantReference> restaurant = cache.find("r", "<xml/>".getBytes(UTF_8), Set.of());
            assertThatThrownBy(() -> restaurant.get("restaurant", "r")).hasMessageContaining("invalid JSON");
        }
        assertThat(cache.size()).isEqualTo(1);
    }

    @Test
    void hitsMissesAndEvictionsAreCounted() {
        MeterRegistry registry = new SimpleMeterRegistry();
        RestaurantCache cache = cache(registry);
        for (int time = 0; time < 5; time++) {
            cache.find("r", menu(1, 10), Set.of());
        }

        assertThat(registry.get("cache.gets").tag("result", "hit").counter().count())
                .isEqualTo(4);
        assertThat(registry.get("cache.gets").tag("result", "miss").counter().count())
                .isEqualTo(1);
        assertThat(registry.get("cache.size").gauge().value()).isEqualTo(1);
        assertThat(registry.get("cache.evictions").counter().count()).isZero();

        for (int number = 0; number < 2 * MAX_BYTES / (8 * 2_000); number++) {
            cache.find("restaurant-" + number, menu(number, 2_000), Set.of());
        }
        assertThat(registry.get("cache.evictions").counter().count()).isPositive();
    }

    /** Filled with twice its limit, for small and large menus. */
    @ParameterizedTest
    @ValueSource(ints = {0, 5, 80, 200, 2_000})
    void heapUsageStaysWithinLimit(int items) {
        int restaurants = 2 * MAX_BYTES / (400 + 8 * items);
        List<RestaurantCache> caches = new ArrayList<>(List.of(cache(new SimpleMeterRegistry())));
        IntStream.range(0, restaurants).forEach(number -> {
            caches.get(0).find("restaurant-" + number, menu(number, items), Set.of());
        });

        long withCache = usedHeap();
        caches.clear();

        assertThat(withCache - usedHeap()).isBetween(MAX_BYTES * 2L / 5, MAX_BYTES * 5L / 4);
    }

    private static RestaurantCache cache(MeterRegistry registry) {
        return new RestaurantCache(MAX_BYTES, new CacheMetrics(registry, "restaurants"));
    }

    /** The serial collector compacts the heap fully only in one of four full collections. */
    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int collection = 0; collection < 4; collection++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    private static String itemId(int restaurant, int item) {
        return "%012x%012x".formatted(restaurant, item);
    }

    /** Realistic: ids of 24 digits, names of some twenty Cyrillic letters. */
    private static byte[] menu(int restaurant, int items) {
        return IntStream.range(0, items)
                .mapToObj(item -> """
                        {"_id": "%s", "name": "Рис с лимоном и зеленью %d", "price": 60, "category": "Категория %d"}""".formatted(itemId(restaurant, item), item, item % 12))
                .collect(Collectors.joining(", ", "{\"name\": \"Кофейня %d\", \"menu\": [".formatted(restaurant), "]}"))
                .getBytes(UTF_8);
    }
}
