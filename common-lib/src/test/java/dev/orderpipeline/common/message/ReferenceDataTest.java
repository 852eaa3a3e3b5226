package dev.orderpipeline.common.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.orderpipeline.common.message.RestaurantReference.MenuItem;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.time.LocalDateTime;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReferenceDataTest {

    @Test
    void userIsParsed() {
        UserReference user = user("""
                {"_id": "626a", "name": "Ян", "login": "konstantin58", "update_ts_utc": "2023-08-11 16:45:00"}""");

        assertThat(user)
                .isEqualTo(
                        new UserReference("Ян", "konstantin58", Optional.of(LocalDateTime.of(2023, 8, 11, 16, 45, 0))));
    }

    @Test
    void userWithBlankNamesAndNoTimestampIsParsed() {
        assertThat(user("{\"name\": \"\", \"login\": \" \"}")).isEqualTo(new UserReference("", " ", Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"login\": \"a\"}",
                "{\"name\": \"a\"}",
                "{\"name\": null, \"login\": \"a\"}",
                "{\"name\": 1, \"login\": \"a\"}",
                "{\"name\": \"a\", \"login\": \"\\u0000\"}",
                "{\"name\": \"a\", \"login\": \"b\", \"update_ts_utc\": \"soon\"}"
            })
    void invalidUserIsRejected(String value) {
        assertThatExceptionOfType(RejectedRecordException.class).isThrownBy(() -> user(value));
    }

    @Test
    void restaurantIsParsed() {
        RestaurantReference restaurant = restaurant("""
                {"_id": "626b", "name": "Кофейня №1", "update_ts_utc": "2023-08-11 16:50:44", "menu": [
                  {"_id": "6276", "name": "ГРИЛАТА", "price": 60, "category": "Закуски"}]}""");

        assertThat(restaurant.name()).isEqualTo("Кофейня №1");
        assertThat(restaurant.updated()).contains(LocalDateTime.of(2023, 8, 11, 16, 50, 44));
        assertThat(restaurant.menu().size()).isEqualTo(1);
        assertThat(restaurant.menu().item("6276")).contains(new MenuItem(Optional.of("ГРИЛАТА"), "Закуски"));
    }

    @Test
    void restaurantWithEmptyMenuIsParsed() {
        RestaurantReference restaurant = restaurant("{\"name\": \"\", \"menu\": []}");

        assertThat(restaurant.name()).isEmpty();
        assertThat(restaurant.updated()).isEmpty();
        assertThat(restaurant.menu().size()).isZero();
        assertThat(restaurant.menu().item("")).isEmpty();
    }

    @Test
    void invalidMenuItemsAreSkipped() {
        RestaurantReference restaurant = restaurant("""
                {"name": "Кофейня", "menu": [
                  {"_id": "", "name": "", "price": "", "category": ""},
                  {"_id": null, "name": null, "price": null, "category": null},
                  {}, null, 7, "text", [],
                  {"_id": 5, "name": "number as id", "category": "Закуски"},
                  {"_id": "none", "name": "no category"},
                  {"_id": "blank", "name": "blank category", "category": " "},
                  {"_id": " stripped ", "name": " ", "category": " Закуски "},
                  {"_id": "stripped", "name": "comes second", "category": "Гарниры"},
                  {"_id": "good", "name": "Рис", "price": "free", "category": "Гарниры"}]}""");

        assertThat(restaurant.menu().size()).isEqualTo(2);
        assertThat(restaurant.menu().item("stripped")).contains(new MenuItem(Optional.empty(), "Закуски"));
        assertThat(restaurant.menu().item("good")).contains(new MenuItem(Optional.of("Рис"), "Гарниры"));
    }

    @Test
    void itemsWithCollidingHashCodesAreDistinguished() {
        RestaurantReference restaurant = restaurant("""
                {"name": "Кофейня", "menu": [
                  {"_id": "AaBB", "name": "one", "category": "Закуски"},
                  {"_id": "BBAa", "name": "two", "category": "Супы"},
                  {"_id": "AaAa", "name": "three", "category": "Закуски"}]}""");

        assertThat(restaurant.menu().item("AaBB")).contains(new MenuItem(Optional.of("one"), "Закуски"));
        assertThat(restaurant.menu().item("BBAa")).contains(new MenuItem(Optional.of("two"), "Супы"));
        assertThat(restaurant.menu().item("AaAa")).contains(new MenuItem(Optional.of("three"), "Закуски"));
        assertThat(restaurant.menu().item("BBBB")).isEmpty();
    }

    @Test
    void menuIsReducedToLookedUpItems() {
        RestaurantReference restaurant = restaurant("""
                {"name": "Кофейня", "menu": [
                  {"_id": "1", "name": "Рис", "category": "Гарниры"}, {"_id": "2", "name": "Чай", "category": "Напитки"}]}""");

        RestaurantReference reduced = restaurant.withItems(Set.of("2", "3"));

        assertThat(reduced.name()).isEqualTo("Кофейня");
        assertThat(reduced.menu().size()).isEqualTo(1);
        assertThat(reduced.menu().item("2")).contains(new MenuItem(Optional.of("Чай"), "Напитки"));
        assertThat(reduced.heapBytes()).isLessThan(restaurant.heapBytes());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "{\"menu\": []}",
                "{\"name\": \"a\"}",
                "{\"name\": \"a\", \"menu\": {}}",
                "{\"name\": \"a\", \"menu\": [], \"update_ts_utc\": 5}"
            })
    void invalidRestaurantIsRejected(String value) {
        assertThatExceptionOfType(RejectedRecordException.class).isThrownBy(() -> restaurant(value));
    }

    private static UserReference user(String value) {
        return UserReference.parse(value.getBytes(UTF_8));
    }

    private static RestaurantReference restaurant(String value) {
        return RestaurantReference.parse(value.getBytes(UTF_8));
    }
}
