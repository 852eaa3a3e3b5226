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
    void figuresOfAPartAreReplaced() throws IOException {
        new PerformancePage(file).replace(BenchmarkPart.DRAIN, List.of("new", "figures"));

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
    void pageWithoutMarkersIsUnchanged() throws IOException {
        String before = Files.readString(file);

        PerformancePage page = new PerformancePage(file);

        page.requirePlaceFor(List.of(BenchmarkPart.DRAIN, BenchmarkPart.START));
        assertThatThrownBy(() -> page.requirePlaceFor(List.of(BenchmarkPart.DRAIN, BenchmarkPart.GROWTH)))
                .isInstanceOf(CommandFailedException.class)
                .hasMessageContaining("<!-- figures of growth -->");
        assertThatThrownBy(() -> page.replace(BenchmarkPart.GROWTH, List.of("figures")))
                .hasMessageContaining("<!-- figures of growth -->");
        assertThat(file).hasContent(before);
    }
}
