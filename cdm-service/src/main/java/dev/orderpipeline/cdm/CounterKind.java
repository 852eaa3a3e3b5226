package dev.orderpipeline.cdm;

import dev.orderpipeline.common.message.CounterValue;
import dev.orderpipeline.common.message.OrderReport;
import java.time.LocalDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;

/**
 * What orders are counted by. Every kind has a mart, a column in the ledger and a message; its name is the {@code kind}
 * in {@code cdm.counter_other_names} and {@code cdm.order_former_counters}.
 */
enum CounterKind {
    PRODUCT(
            new Mart("cdm.user_product_counters", "product_id", "product_name"),
            "products",
            true,
            OrderReport.Product::id,
            OrderReport.Product::name,
            (sent, counter, name, orders) -> CounterValue.of(
                    sent, new CounterValue.Product(counter.userKey(), counter.countedKey(), name, orders))),
    CATEGORY(
            new Mart("cdm.user_category_counters", "category_id", "category_name"),
            "categories",
            // A category's key is the hash of its name.
            false,
            product -> product.category().id(),
            product -> product.category().name(),
            (sent, counter, name, orders) -> CounterValue.of(
                    sent, new CounterValue.Category(counter.userKey(), counter.countedKey(), name, orders)));

    static final List<CounterKind> ALL = List.of(values());

    /**
     * A table of counters, with the columns {@code user_id}, {@code menu_stamp}, {@code order_cnt} and {@code other_cnt}
     * besides.
     *
     * @param table with its schema
     */
    record Mart(String table, String idColumn, String nameColumn) {}

    private interface MessageFactory {
        CounterValue create(LocalDateTime sent, CounterKey counter, String name, int orders);
    }

    private final Mart mart;
    private final String ledgerColumn;
    private final boolean namedByMenu;
    private final Function<OrderReport.Product, UUID> key;
    private final Function<OrderReport.Product, String> name;
    private final MessageFactory messages;

    CounterKind(
            Mart mart,
            String ledgerColumn,
            boolean namedByMenu,
            Function<OrderReport.Product, UUID> key,
            Function<OrderReport.Product, String> name,
            MessageFactory messages) {
        this.mart = mart;
        this.ledgerColumn = ledgerColumn;
        this.namedByMenu = namedByMenu;
        this.key = key;
        this.name = name;
        this.messages = messages;
    }

    Mart mart() {
        return mart;
    }

    /** The column of {@code cdm.order_ledger} with an order's items of this kind: their names by key. */
    String ledgerColumn() {
        return ledgerColumn;
    }

    /** Whether another menu may name the same item otherwise. */
    boolean isNamedByMenu() {
        return namedByMenu;
    }

    /** The key of what a product is counted by. */
    UUID key(OrderReport.Product product) {
        return key.apply(product);
    }

    /** The name of what a product is counted by. */
    String name(OrderReport.Product product) {
        return name.apply(product);
    }

    /** The message with a counter's value. */
    CounterValue message(LocalDateTime sent, CounterKey counter, String name, int orders) {
        return messages.create(sent, counter, name, orders);
    }
}
