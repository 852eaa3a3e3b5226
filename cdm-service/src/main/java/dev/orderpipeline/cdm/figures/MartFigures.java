package dev.orderpipeline.cdm.figures;

import java.util.Comparator;
import java.util.List;

/**
 * The items of a mart, products or categories: those with the most orders and those with the most users, which are all of
 * them where memory allows it. Items with the same number are in the order of their names.
 *
 * @param total number of all items
 * @param byOrders most orders first
 * @param byUsers the same items, most users first
 */
public record MartFigures(long total, List<ItemFigures> byOrders, List<ItemFigures> byUsers) {

    private static final Comparator<ItemFigures> BY_NAME =
            Comparator.comparing(ItemFigures::name).thenComparing(ItemFigures::id);

    /** @param items in any order */
    static MartFigures of(long total, List<ItemFigures> items) {
        return new MartFigures(
                total,
                items.stream()
                        .sorted(Comparator.comparingLong(ItemFigures::orders)
                                .reversed()
                                .thenComparing(BY_NAME))
                        .toList(),
                items.stream()
                        .sorted(Comparator.comparingLong(ItemFigures::users)
                                .reversed()
                                .thenComparing(BY_NAME))
                        .toList());
    }

    /** The same items, by name, ignoring case. */
    public List<ItemFigures> byName() {
        return byOrders.stream()
                .sorted(Comparator.comparing(ItemFigures::name, String.CASE_INSENSITIVE_ORDER)
                        .thenComparing(BY_NAME))
                .toList();
    }

    /** Whether there are more items than are in memory. */
    public boolean isTruncated() {
        return byOrders.size() < total;
    }
}
