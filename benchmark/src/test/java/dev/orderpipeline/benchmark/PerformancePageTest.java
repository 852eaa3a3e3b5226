package dev.orderpipeline.benchmark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.orderpipeline.generator.console.CommandFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PerformancePageTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = folder.resolve("page.md");
        Files.writeString(file, """
                # Fast

                By hand.

                <!-- figures of drain -->
                old
                <!-- end of drain -->

                <!-- figures of start -->
                kept
                <!-- end of start -->
                """);
    }

    @Test
    void figuresOfAPartTakeThePlaceOfTheOldOnes() throws IOException {
        new PerformancePage(file).replace(Part.DRAIN, List.of("new", "figures"));

        assertThat(file).hasContent("""
                # Fast

                By hand.

                <!-- figures of drain -->

                new
                figures

                <!-- end of drain -->

                <!-- figures of start -->
                kept
                <!-- end of start -->
                """);
    }

    @Test
    void pageWithoutAPlaceForThePartStaysAsItIs() throws IOException {
        String before = Files.readString(file);

        PerformancePage page = new PerformancePage(file);

        page.requirePlaceFor(List.of(Part.DRAIN, Part.START));
        assertThatThrownBy(() -> page.requirePlaceFor(List.of(Part.DRAIN, Part.GROWTH)))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("<!-- figures of growth -->");
        assertThatThrownBy(() -> page.replace(Part.GROWTH, List.of("figures")))
                .hasMessageContaining("<!-- figures of growth -->");
        assertThat(file).hasContent(before);
    }
}
