package dev.orderpipeline.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** SQL files in the package of this class. */
final class SqlFile {

    private SqlFile() {}

    /** @param name of an existing file */
    static String read(String name) {
        try (InputStream file = SqlFile.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
