package dev.orderpipeline.dds;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.BinaryOperator;

/**
 * The rows of a batch for one table, each once and in the order of the primary key, so that replicas don't deadlock and
 * the rows of one order are inserted side by side. A list that is sorted, because the nodes of a map would take as much of
 * the heap as some of the rows.
 */
final class VaultRows<R extends VaultRow> {

    private final List<R> rows = new ArrayList<>();
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
        rows.add(row);
    }

    List<R> inKeyOrder() {
        rows.sort(keyOrder);
        List<R> distinct = new ArrayList<>(rows.size());
        for (R row : rows) {
            int last = distinct.size() - 1;
            if (last >= 0 && keyOrder.compare(distinct.get(last), row) == 0) {
                distinct.set(last, merged.apply(distinct.get(last), row));
            } else {
                distinct.add(row);
            }
        }
        return distinct;
    }
}
