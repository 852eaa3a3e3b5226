package dev.orderpipeline.benchmark;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** SQL that lies beside this class. */
final class SqlFile {

    private SqlFile() {}

    /** @param name of a file that is there */
    static String read(String name) {
        try (InputStream file = SqlFile.class.getResourceAsStream(name)) {
            return new String(file.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
