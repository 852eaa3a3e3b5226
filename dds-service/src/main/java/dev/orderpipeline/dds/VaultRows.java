package dev.orderpipeline.dds;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BinaryOperator;

/**
 * The rows of a batch for one table, each once and in the order of the primary key, so that replicas don't deadlock and
 * the rows of one order are inserted side by side.
 */
final class VaultRows<R extends VaultRow> {

    private final Map<UUID, R> byKey = new HashMap<>();
    private final Comparator<? super R> keyOrder;
    private final BinaryOperator<R> merged;

    /** For a table without updates: rows with the same key are equal. */
    VaultRows(Comparator<? super R> keyOrder) {
        this(keyOrder, (first, same) -> first);
    }

    /** @param merged makes one of two rows with the same key */
    VaultRows(Comparator<? super R> keyOrder, BinaryOperator<R> merged) {
        this.keyOrder = keyOrder;
        this.merged = merged;
    }

    void add(R row) {
        byKey.merge(row.key(), row, merged);
    }

    List<R> inKeyOrder() {
        List<R> rows = new ArrayList<>(byKey.values());
        rows.sort(keyOrder);
        return rows;
    }
}
