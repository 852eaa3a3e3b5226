package dev.orderpipeline.local.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ImagesTest {

    @Test
    void imagesAreThoseOfCompose() throws IOException {
        assertThat(Files.readAllLines(Path.of("../docker-compose.yml")))
                .map(String::strip)
                .contains("image: " + Images.KAFKA, "image: " + Images.POSTGRES, "image: " + Images.REDIS);
    }
}
