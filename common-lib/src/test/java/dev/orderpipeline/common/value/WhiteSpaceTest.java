package dev.orderpipeline.common.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhiteSpaceTest {

    /** Unicode's White_Space, and zero-width characters. */
    private static final IntStream CHARACTERS = IntStream.of(
            0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0x20, 0x85, 0xA0, 0x1680, 0x2000, 0x2001, 0x2002, 0x2003, 0x2004, 0x2005,
            0x2006, 0x2007, 0x2008, 0x2009, 0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000, 0x180E, 0x200B, 0x200C,
            0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF);

    static Stream<String> characters() {
        return CHARACTERS.mapToObj(Character::toString);
    }

    @ParameterizedTest
    @MethodSource("characters")
    void whiteSpaceIsStrippedAtEndsOnly(String space) {
        assertThat(WhiteSpace.strip(space + "Рис" + space + "суп" + space + space))
                .isEqualTo("Рис" + space + "суп");
        assertThat(WhiteSpace.isBlank(space + space)).isTrue();
        assertThat(WhiteSpace.strip(space + space)).isEmpty();
        assertThat(WhiteSpace.isBlank(space + "я" + space)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Гарниры", "a", "😀", "👩‍👩‍👧", "☕️", "\u0001", "\u007f", "\u0301", "1 2"})
    void otherCharactersAreKept(String text) {
        assertThat(WhiteSpace.strip(text)).isSameAs(text);
        assertThat(WhiteSpace.isBlank(text)).isFalse();
    }

    @Test
    void whiteSpaceOfJavaIsStripped() {
        IntStream.range(0, Character.MIN_SURROGATE)
                .filter(Character::isWhitespace)
                .mapToObj(Character::toString)
                .forEach(space ->
                        assertThat(WhiteSpace.strip(space + "a" + space)).isEqualTo("a"));
    }
}
