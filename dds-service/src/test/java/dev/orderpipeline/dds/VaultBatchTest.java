package dev.orderpipeline.dds;

import static org.assertj.core.api.Assertions.assertThat;

import dev.orderpipeline.common.message.EnrichedOrder;
import dev.orderpipeline.common.message.EnrichedOrder.Product;
import dev.orderpipeline.common.message.EnrichedOrder.Restaurant;
import dev.orderpipeline.common.message.OrderVersion;
import dev.orderpipeline.common.metrics.CacheMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Items on menus are one entry only if every value is equal that their rows contain. */
class VaultBatchTest {

    private static final LocalDateTime STAMP = LocalDateTime.of(2023, 8, 11, 16, 50, 44);
    private static final Restaurant RESTAURANT = new Restaurant("r1", "Вкус Индии", STAMP);
    private static final Product PRODUCT = new Product("p1", "Рис", BigDecimal.TEN, 1, "Гарниры");

    @Test
    void equalItemsAreOneEntry() {
        VaultBatch batch = of(RESTAURANT, PRODUCT);

        assertThat(batch.productNames.inKeyOrder()).hasSize(1);
        assertThat(batch.productRestaurants.inKeyOrder()).hasSize(1);
        assertThat(batch.productCategories.inKeyOrder()).hasSize(1);
        // The user, the restaurant and the item.
        assertThat(batch.newEntries).hasSize(3);
    }

    @Test
    void otherNameIsAnotherEntry() {
        VaultBatch batch = of(RESTAURANT, new Product("p1", "Рис с лимоном", BigDecimal.TEN, 1, "Гарниры"));

        assertThat(batch.productNames.inKeyOrder()).hasSize(2);
    }

    @Test
    void otherCategoryIsAnotherEntry() {
        VaultBatch batch = of(RESTAURANT, new Product("p1", "Рис", BigDecimal.TEN, 1, "Закуски"));

        assertThat(batch.productCategories.inKeyOrder()).hasSize(2);
        assertThat(batch.productCategoryVersions.inKeyOrder()).hasSize(2);
    }

    @Test
    void otherItemIsAnotherEntry() {
        VaultBatch batch = of(RESTAURANT, new Product("p2", "Рис", BigDecimal.TEN, 1, "Гарниры"));

        assertThat(batch.products.inKeyOrder()).hasSize(2);
    }

    @Test
    void otherMenuIsAnotherEntry() {
        VaultBatch batch = of(new Restaurant("r1", "Вкус Индии", STAMP.plusDays(1)), PRODUCT);

        assertThat(batch.productNames.inKeyOrder()).hasSize(2);
    }

    @Test
    void otherRestaurantIsAnotherEntry() {
        VaultBatch batch = of(new Restaurant("r2", "Вкус Индии", STAMP), PRODUCT);

        assertThat(batch.productRestaurants.inKeyOrder()).hasSize(2);
    }

    /** Each order looks up its user, its restaurant and each item. */
    @Test
    void lookUpsOfTheBatchAreCounted() {
        VaultBatch batch = of(RESTAURANT, PRODUCT);

        assertThat(batch.cacheMisses()).isEqualTo(6);
        assertThat(batch.cacheHits()).isZero();
    }

    /** Of an order for the default product in the default restaurant, and one for these. */
    private static VaultBatch of(Restaurant restaurant, Product product) {
        HashKeys keys = new HashKeys();
        return VaultBatch.of(
                List.of(
                        KeyedOrder.of(order(1, RESTAURANT, PRODUCT), keys),
                        KeyedOrder.of(order(2, restaurant, product), keys)),
                new WrittenRowsCache(1_000_000, new CacheMetrics(new SimpleMeterRegistry(), "written_rows")).entries(),
                keys);
    }

    private static EnrichedOrder order(long id, Restaurant restaurant, Product product) {
        return EnrichedOrder.of(
                new OrderVersion(STAMP, STAMP),
                new EnrichedOrder.Payload(
                        id,
                        STAMP,
                        BigDecimal.TEN,
                        BigDecimal.TEN,
                        "CLOSED",
                        STAMP,
                        restaurant,
                        new EnrichedOrder.User("u1", "Felix", "orchid", STAMP),
                        Map.of(product.id(), product)));
    }
}
