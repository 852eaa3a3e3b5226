package dev.orderpipeline.run;

import dev.orderpipeline.local.orders.OrdersFile;
import dev.orderpipeline.local.orders.ReferenceEntry;
import dev.orderpipeline.local.orders.ReferenceFile;
import dev.orderpipeline.local.orders.SourceRecord;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Messages from a file. Nobody has said whether the pipeline has to refuse one of them. */
final class CapturedOrders implements OrderSource {

    private final Path ordersFile;
    private final Path referenceFile;

    CapturedOrders(Path ordersFile, Path referenceFile) {
        this.ordersFile = ordersFile;
        this.referenceFile = referenceFile;
    }

    @Override
    public String options() {
        return "--orders-file %s --reference-file %s"
                .formatted(ordersFile.toAbsolutePath(), referenceFile.toAbsolutePath());
    }

    /**
     * @throws RunFailedException if the file cannot be read or holds something else
     */
    @Override
    public Map<String, String> reference() {
        try (Stream<ReferenceEntry> entries = ReferenceFile.read(referenceFile)) {
            return entries.collect(
                    Collectors.toMap(ReferenceEntry::key, ReferenceEntry::value, (former, latter) -> latter));
        } catch (IllegalArgumentException | UncheckedIOException e) {
            throw new RunFailedException(
                    "The reference data cannot be read from %s: %s".formatted(referenceFile, e.getMessage()), e);
        }
    }

    @Override
    public Stream<SourceRecord> records() {
        return OrdersFile.read(ordersFile);
    }

    @Override
    public boolean knowsPoison() {
        return false;
    }
}
