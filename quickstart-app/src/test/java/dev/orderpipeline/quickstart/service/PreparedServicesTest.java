package dev.orderpipeline.quickstart.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class PreparedServicesTest {

    /** The benchmark measures the flags of the images, whose one JVM supports all of them. */
    @Test
    void imagesHaveTheSameFlags() throws IOException {
        String flags = String.join(
                " ",
                PreparedServices.JVM_FLAGS.stream()
                        .filter(flag -> !flag.contains("IgnoreUnrecognizedVMOptions"))
                        .toList());

        assertThat(Files.readString(Path.of("../Dockerfile")).replace("\\\n", ""))
                .contains("ENV JAVA_TOOL_OPTIONS=\"" + flags + "\"");
    }
}
