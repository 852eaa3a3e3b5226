package dev.orderpipeline.generator.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class TextTableTest {

    @Test
    void textIsLeftAndNumbersAreRightAligned() {
        TextTable table = new TextTable().text("category").number("orders").text("note");
        table.row("Гарниры", 1234567, "x");
        table.row("Hot soups", 7, "");

        assertThat(table.lines())
                .containsExactly("category      orders  note", "Гарниры    1,234,567  x", "Hot soups          7");
    }

    @Test
    void characterOutsideTheBasicPlaneIsOneWide() {
        TextTable table = new TextTable().text("name").number("n");
        table.row("\uD83C\uDF55\uD83C\uDF55\uD83C\uDF55\uD83C\uDF55\uD83C\uDF55", 1);

        assertThat(table.lines().get(0)).isEqualTo("name   n");
    }

    @Test
    void widestTextIsShortenedUntilTheLinesFit() {
        TextTable table = new TextTable().text("service").number("records").text("reason");
        table.row("stg-service", 1234567, "restaurant ffffffff is not among the reference data");

        assertThat(table.lines(45))
                .containsExactly("service        records  reason", "stg-service  1,234,567  restaurant ffffffff …");
        assertThat(table.lines(80)).isEqualTo(table.lines());
    }

    @Test
    void markdownHasTheSameCells() {
        TextTable table = new TextTable().text("category").number("orders");
        table.row("Гарниры", 1234567);

        assertThat(table.markdown())
                .containsExactly("| category | orders |", "| --- | ---: |", "| Гарниры | 1,234,567 |");
    }

    @Test
    void rowOfOtherLengthIsRejected() {
        TextTable table = new TextTable().text("one");

        assertThatIllegalArgumentException().isThrownBy(() -> table.row(1, 2));
    }
}
