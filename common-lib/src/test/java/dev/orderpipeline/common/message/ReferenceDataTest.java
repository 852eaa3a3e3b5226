package dev.orderpipeline.common.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.orderpipeline.common.message.RestaurantReference.MenuItem;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
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
    void restaurantIsRead() {
        RestaurantReference restaurant = restaurant("""
                {"_id": "626b", "name": "Кофейня №1", "update_ts_utc": "2023-08-11 16:50:44", "menu": [
                  {"_id": "6276", "name": "ГРИЛАТА", "price": 60, "category": "Закуски"}]}""", "6276");

        assertThat(restaurant)
                .isEqualTo(new RestaurantReference(
                        "Кофейня №1",
                        Optional.of(LocalDateTime.of(2023, 8, 11, 16, 50, 44)),
                        Map.of("6276", new MenuItem(Optional.of("ГРИЛАТА"), "Закуски"))));
    }

    @Test
    void restaurantWithEmptyMenuIsRead() {
        assertThat(restaurant("{\"name\": \"\", \"menu\": []}", ""))
                .isEqualTo(new RestaurantReference("", Optional.empty(), Map.of()));
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
                  {"_id": "stripped", "name": "no category"},
                  {"_id": " stripped ", "name": " ", "category": " Закуски "},
                  {"_id": "stripped", "name": "comes second", "category": "Гарниры"},
                  {"_id": "good", "name": "Рис", "price": "free", "category": "Гарниры"}]}""", "", "5", "none", "blank", "stripped", "good");

        assertThat(restaurant.menu())
                .isEqualTo(Map.of(
                        "stripped", new MenuItem(Optional.empty(), "Закуски"),
                        "good", new MenuItem(Optional.of("Рис"), "Гарниры")));
    }

    @Test
    void itemsWithCollidingHashCodesAreDistinguished() {
        RestaurantReference restaurant = restaurant("""
                {"name": "Кофейня", "menu": [
                  {"_id": "AaBB", "name": "one", "category": "Закуски"},
                  {"_id": "BBAa", "name": "two", "category": "Супы"},
                  {"_id": "AaAa", "name": "three", "category": "Закуски"}]}""", "AaBB", "BBAa", "AaAa", "BBBB");

        assertThat(restaurant.menu())
                .isEqualTo(Map.of(
                        "AaBB", new MenuItem(Optional.of("one"), "Закуски"),
                        "BBAa", new MenuItem(Optional.of("two"), "Супы"),
                        "AaAa", new MenuItem(Optional.of("three"), "Закуски")));
    }

    @Test
    void onlyItemsThatAreLookedUpAreRead() {
        RestaurantReference restaurant = restaurant("""
                {"name": "Кофейня", "menu": [
                  {"_id": "1", "name": "Рис", "category": "Гарниры"}, {"_id": "2", "name": "\\u0427\\u0430й", "category": "Напитки"}]}""", "2", "3");

        assertThat(restaurant.menu()).isEqualTo(Map.of("2", new MenuItem(Optional.of("Чай"), "Напитки")));
        assertThat(restaurant.item("2")).isPresent();
        assertThat(restaurant.item("1")).isEmpty();
        assertThat(restaurant.item("3")).isEmpty();
    }

    /** As if two values had the same checksum. */
    @Test
    void otherBytesThanThoseOfTheIndexAreRejectedAtMost() {
        byte[] value = """
                {"name": "Кофейня", "menu": [
                  {"_id": "1", "name": "Рис", "category": "Гарниры"}, {"_id": "2", "name": "Чай", "category": "Напитки"}]}""".getBytes(UTF_8);
        RestaurantIndex index = RestaurantIndex.of(value);
        Random random = new Random(1);

        for (int draw = 0; draw < 10_000; draw++) {
            byte[] other = Arrays.copyOf(value, random.nextInt(value.length));
            for (int change = 0; change < 3 && other.length > 0; change++) {
                other[random.nextInt(other.length)] = (byte) "{}[]\",:\\7a".charAt(random.nextInt(10));
            }
            try {
                index.read(other, Set.of("1", "2"));
            } catch (RejectedRecordException expected) {
                assertThat(expected.code()).isNotNull();
            }
        }
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

    private static RestaurantReference restaurant(String value, String... itemIds) {
        byte[] bytes = value.getBytes(UTF_8);
        return RestaurantIndex.of(bytes).read(bytes, Set.of(itemIds));
    }
}
