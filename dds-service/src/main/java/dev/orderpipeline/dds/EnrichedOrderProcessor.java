package dev.orderpipeline.dds;

import dev.orderpipeline.common.kafka.OutgoingMessage;
import dev.orderpipeline.common.loop.BatchProcessor;
import dev.orderpipeline.common.loop.BatchResult;
import dev.orderpipeline.common.loop.Received;
import dev.orderpipeline.common.message.EnrichedOrder;
import dev.orderpipeline.common.message.MessageWriter;
import dev.orderpipeline.common.message.OrderReport;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** The rule of DDS: every order is written to the vault, and every message produced again with hub keys. */
@Component
class EnrichedOrderProcessor implements BatchProcessor<EnrichedOrder> {

    private final VaultRepository vault;

    EnrichedOrderProcessor(VaultRepository vault) {
        this.vault = vault;
    }

    @Override
    public EnrichedOrder parse(byte @Nullable [] value) {
        return EnrichedOrder.parse(value);
    }

    @Override
    public PreparedBatch prepare(List<Received<EnrichedOrder>> batch) {
        HashKeys keys = new HashKeys();
        List<KeyedOrder> orders = batch.stream()
                .map(received -> KeyedOrder.of(received.message(), keys))
                .toList();
        VaultBatch rows = vault.rowsOf(orders, keys);
        MessageWriter writer = new MessageWriter();
        List<OutgoingMessage> messages = new ArrayList<>(batch.size());
        for (int index = 0; index < batch.size(); index++) {
            KeyedOrder order = orders.get(index);
            messages.add(new OutgoingMessage(
                    batch.get(index).origin(), order.userKey().toString(), writer.write(report(order))));
        }
        return () -> {
            vault.save(rows);
            return new BatchResult(messages, List.of(), messages.size());
        };
    }

    private static OrderReport report(KeyedOrder keyed) {
        EnrichedOrder.Payload order = keyed.order().payload();
        return OrderReport.of(
                keyed.order().sentDttm(),
                new OrderReport.Payload(
                        keyed.orderKey(),
                        order.date(),
                        order.status(),
                        order.updateTs(),
                        new OrderReport.Restaurant(
                                keyed.restaurantKey(),
                                order.restaurant().restaurantName(),
                                order.restaurant().updateTs()),
                        new OrderReport.User(keyed.userKey(), order.user().userName()),
                        keyed.products().stream()
                                .map(EnrichedOrderProcessor::product)
                                .toList()));
    }

    private static OrderReport.Product product(KeyedOrder.KeyedProduct keyed) {
        return new OrderReport.Product(
                keyed.productKey(),
                keyed.product().name(),
                new OrderReport.Category(keyed.categoryKey(), keyed.product().category()));
    }
}
