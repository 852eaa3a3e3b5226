package dev.orderpipeline.quickstart;

import dev.orderpipeline.generator.feed.OrderSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.commons.io.function.Uncheck;

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
        return Files.exists(file)
                ? Optional.of(Uncheck.get(() -> Files.readString(file)).strip())
                : Optional.empty();
    }

    /** The directory has to exist. */
    void write(OrderSource source) {
        Uncheck.run(() -> Files.writeString(file, source.options() + System.lineSeparator()));
    }
}
