package dev.orderpipeline.quickstart.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PreparedServicesTest {

    @TempDir
    private Path folder;

    @Test
    void jarOfAnotherBuildHasAnotherChecksum() throws IOException {
        String first = PreparedServices.checksum(jar("first", "before"));

        assertThat(PreparedServices.checksum(jar("again", "before"))).isEqualTo(first);
        assertThat(PreparedServices.checksum(jar("second", "after"))).isNotEqualTo(first);
    }

    private Path jar(String name, String content) throws IOException {
        Path jar = folder.resolve(name);
        try (ZipOutputStream output = new ZipOutputStream(Files.newOutputStream(jar))) {
            output.putNextEntry(new ZipEntry("entry"));
            output.write(content.getBytes(StandardCharsets.UTF_8));
        }
        return jar;
    }

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
