package dev.orderpipeline.common.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.message.RestaurantReference;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RestaurantCacheTest {

    private static final int MAX_BYTES = 4 << 20;

    @Test
    void bytesThatDidNotChangeAreNotParsedAgain() {
        RestaurantCache cache = new RestaurantCache(MAX_BYTES);
        RestaurantReference first = cache.parse("r", menu(1, 10)).value();

        assertThat(cache.parse("r", menu(1, 10)).value()).isSameAs(first);
        assertThat(cache.parse("r", menu(2, 10)).value()).isNotSameAs(first);
        assertThat(cache.parse("other", menu(2, 10)).value()).isNotSameAs(first);
    }

    @Test
    void brokenBytesAreNotParsedAgainEither() {
        RestaurantCache cache = new RestaurantCache(MAX_BYTES);
        byte[] broken = "<xml/>".getBytes(UTF_8);

        assertThat(cache.parse("r", broken)).isSameAs(cache.parse("r", broken));
        assertThat(cache.parse("r", broken).problem()).contains("not a JSON text");
    }

    /** Filled with twice as much as it may keep, whatever the size of the menus. */
    @ParameterizedTest
    @ValueSource(ints = {0, 5, 80, 200, 2_000})
    void itKeepsOfTheHeapWhatItMay(int items) {
        int restaurants = 2 * MAX_BYTES / (150 + 95 * items);
        List<RestaurantCache> caches = new ArrayList<>(List.of(new RestaurantCache(MAX_BYTES)));
        IntStream.range(0, restaurants)
                .forEach(number -> caches.get(0).parse("restaurant-" + number, menu(number, items)));

        long withCache = usedHeap();
        caches.clear();

        assertThat(withCache - usedHeap()).isBetween(MAX_BYTES * 2L / 5, MAX_BYTES * 5L / 4);
    }

    private static long usedHeap() {
        long least = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 3; attempt++) {
            System.gc();
            least = Math.min(
                    least,
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed());
        }
        return least;
    }

    /** As real ones are: ids of 24 digits, names of some twenty Cyrillic letters. */
    private static byte[] menu(int restaurant, int items) {
        return IntStream.range(0, items)
                .mapToObj(item -> """
                        {"_id": "%012x%012x", "name": "Рис с лимоном и зеленью %d", "price": 60, "category": "Категория %d"}""".formatted(restaurant, item, item, item % 12))
                .collect(Collectors.joining(", ", "{\"name\": \"Кофейня %d\", \"menu\": [".formatted(restaurant), "]}"))
                .getBytes(UTF_8);
    }
}
