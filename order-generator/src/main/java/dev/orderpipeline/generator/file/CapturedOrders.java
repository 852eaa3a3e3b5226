package dev.orderpipeline.generator.file;

import dev.orderpipeline.generator.console.CommandFailedException;
import dev.orderpipeline.generator.feed.OrderSource;
import dev.orderpipeline.generator.order.SourceRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Messages from a file, without expected error codes. */
public final class CapturedOrders implements OrderSource {

    private final Path ordersFile;
    private final Path referenceFile;
    private final Map<String, String> reference;

    /**
     * Reads the reference data and checks that the orders file is not empty.
     *
     * @throws CommandFailedException if a file cannot be read, is empty, or the reference file is invalid
     */
    public CapturedOrders(Path ordersFile, Path referenceFile) {
        this.ordersFile = ordersFile;
        this.referenceFile = referenceFile;
        this.reference = OrderFiles.reference(referenceFile);
        if (reference.isEmpty()) {
            throw new CommandFailedException(
                    "%s contains no users and restaurants: it is empty, or all its lines are blank"
                            .formatted(referenceFile));
        }
        // A pipe can be read only once.
        if (Files.isRegularFile(ordersFile) && isEmpty(ordersFile)) {
            throw new CommandFailedException(
                    "%s contains no messages: it is empty, or all its lines are blank".formatted(ordersFile));
        }
    }

    @Override
    public String options() {
        return "--orders-file %s --reference-file %s"
                .formatted(ordersFile.toAbsolutePath(), referenceFile.toAbsolutePath());
    }

    @Override
    public Map<String, String> reference() {
        return reference;
    }

    @Override
    public Stream<SourceRecord> records() {
        return OrderFiles.orders(ordersFile);
    }

    @Override
    public List<String> explanation(long messages) {
        return List.of();
    }

    @Override
    public boolean hasExpectedErrorCodes() {
        return false;
    }

    private static boolean isEmpty(Path file) {
        try (Stream<SourceRecord> records = OrderFiles.orders(file)) {
            return records.findFirst().isEmpty();
        }
    }
}
