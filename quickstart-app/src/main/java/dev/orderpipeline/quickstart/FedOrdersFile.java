package dev.orderpipeline.quickstart;

import dev.orderpipeline.generator.feed.OrderSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Stores in a data directory which orders were fed to it. Generated orders of other options have the same ids and
 * other contents, so they must not be mixed in one vault.
 */
final class FedOrdersFile {

    private final Path file;

    FedOrdersFile(Path dataDirectory) {
        this.file = dataDirectory.resolve("fed-orders.txt");
    }

    /** The options of an earlier run; empty if there was none. */
    Optional<String> read() {
        try {
            return Files.exists(file) ? Optional.of(Files.readString(file).strip()) : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The directory has to exist. */
    void write(OrderSource source) {
        try {
            Files.writeString(file, source.options() + System.lineSeparator());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
