package dev.orderpipeline.dds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HashKeysTest {

    private final HashKeys keys = new HashKeys();

    /** Every database has these keys: they can't change any more. */
    @ParameterizedTest
    @MethodSource
    void goldenVectors(String key, String... components) {
        assertThat(keys.of(components)).isEqualTo(UUID.fromString(key));
    }

    static Stream<Arguments> goldenVectors() {
        return Stream.of(
                golden("6a8d56e9-715e-814c-27c2-0c4d77ad79f6", "626a81ce9a8cd1920641e296"),
                golden("7c13a253-51e7-19d6-8df0-15d80d0e9a9a", "Закуски"),
                golden("7b345b0f-82ae-835a-f083-550bf7caaa95", "1371198"),
                golden("949c3a89-f2df-f3f0-fda3-37354146646d", "1371198", "aeca4d08abab78869c20128c"),
                golden("98ac650a-7b3e-bc98-9037-199a9698413c", "aeca4d08abab78869c20128c", "Гарниры"),
                golden("e972c761-4480-410f-7567-23cb3052e8f3", "a|b\\c", "d"));
    }

    @Test
    void singleComponentIsHashedUnchanged() {
        assertThat(keys.of("a|b")).isNotEqualTo(keys.of("a\\|b"));
    }

    @Test
    void differentComponentsHaveDifferentKeys() {
        assertThat(keys.of("a||b", "c")).isNotEqualTo(keys.of("a", "b||c"));
        assertThat(keys.of("a\\", "b")).isNotEqualTo(keys.of("a", "\\b"));
        assertThat(keys.of("", "ab")).isNotEqualTo(keys.of("a", "b"));
    }

    @Test
    void keyDoesNotDependOnEarlierKeys() {
        UUID key = new HashKeys().of("Рис|", "b");
        keys.of("|".repeat(100_000), "x".repeat(100_000));

        assertThat(keys.of("Рис|", "b")).isEqualTo(key);
        assertThat(keys.of("x".repeat(100_000), "|".repeat(100_000)))
                .isEqualTo(keys.of("x".repeat(100_000) + "||" + "\\|".repeat(100_000)));
    }

    private static Arguments golden(String key, String... components) {
        return Arguments.of(key, components);
    }
}
