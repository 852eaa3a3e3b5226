package dev.orderpipeline.dds;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BinaryOperator;

/** The rows of a batch for one table, each once and in key order, so that replicas don't deadlock. */
final class VaultRows<R extends VaultRow> {

    private final Map<UUID, R> byKey = new HashMap<>();
    private final BinaryOperator<R> merged;

    /** For a table without updates: rows with the same key are equal. */
    VaultRows() {
        this((first, same) -> first);
    }

    /** @param merged makes one of two rows with the same key */
    VaultRows(BinaryOperator<R> merged) {
        this.merged = merged;
    }

    void add(R row) {
        byKey.merge(row.key(), row, merged);
    }

    /** The row with that key; there must be one. */
    R get(UUID key) {
        return Objects.requireNonNull(byKey.get(key));
    }

    List<R> inKeyOrder() {
        List<R> rows = new ArrayList<>(byKey.values());
        rows.sort((one, other) -> one.key().compareTo(other.key()));
        return rows;
    }
}
