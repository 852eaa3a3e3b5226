package dev.orderpipeline.quickstart;

import dev.orderpipeline.generator.feed.OrderSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Remembers in a data directory which orders have been fed to it. Generated orders of other settings have the same ids
 * and other contents: fed to the same vault, they would make nonsense of each other.
 */
final class FedOrdersMark {

    private final Path file;

    FedOrdersMark(Path dataDirectory) {
        this.file = dataDirectory.resolve("fed-orders.txt");
    }

    /** What an earlier run has written; empty if there was none. */
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
