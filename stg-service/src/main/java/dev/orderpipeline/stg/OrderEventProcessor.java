package dev.orderpipeline.stg;

import dev.orderpipeline.common.deadletter.DeadLetter;
import dev.orderpipeline.common.kafka.OutgoingMessage;
import dev.orderpipeline.common.loop.BatchProcessor;
import dev.orderpipeline.common.loop.BatchResult;
import dev.orderpipeline.common.loop.BatchTooLargeException;
import dev.orderpipeline.common.loop.Received;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.message.EnrichedOrder;
import dev.orderpipeline.common.message.MessageWriter;
import dev.orderpipeline.common.message.OrderEvent;
import dev.orderpipeline.common.redis.ReferenceClient;
import dev.orderpipeline.common.redis.References;
import dev.orderpipeline.common.rejection.RejectedRecordException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The rule of STG: every valid event is stored, and every one, old or new, is enriched and produced. An event without
 * reference data is stored too, and becomes a dead letter that can be redriven later.
 */
@Component
class OrderEventProcessor implements BatchProcessor<OrderEvent> {

    private final OrderEventRepository repository;
    private final ReferenceClient referenceClient;
    private final MemoryBudget memory;

    OrderEventProcessor(OrderEventRepository repository, ReferenceClient referenceClient, MemoryBudget memory) {
        this.repository = repository;
        this.referenceClient = referenceClient;
        this.memory = memory;
    }

    @Override
    public OrderEvent parse(byte @Nullable [] value) {
        return OrderEvent.parse(value);
    }

    @Override
    public PreparedBatch prepare(List<Received<OrderEvent>> batch) {
        References references = referencesOf(batch);
        MessageWriter writer = new MessageWriter();
        List<OutgoingMessage> messages = new ArrayList<>(batch.size());
        List<DeadLetter> deadLetters = new ArrayList<>();
        long messageBytes = 0;
        for (int index = 0; index < batch.size(); index++) {
            Received<OrderEvent> received = batch.get(index);
            try {
                EnrichedOrder enriched = OrderEnricher.enrich(received.message(), references);
                String key = Long.toString(enriched.objectId());
                byte[] value = writer.write(enriched);
                messageBytes += value.length;
                if (messageBytes > memory.messageBytes() && index > 0) {
                    throw new BatchTooLargeException(index);
                }
                messages.add(new OutgoingMessage(received.origin(), key, value));
            } catch (RejectedRecordException e) {
                deadLetters.add(new DeadLetter(received.origin().record(), e));
            }
        }
        return () -> {
            repository.save(batch.stream().map(Received::message).toList());
            return new BatchResult(messages, deadLetters, batch.size());
        };
    }

    private References referencesOf(List<Received<OrderEvent>> batch) {
        Set<String> userIds = new HashSet<>();
        Map<String, Set<String>> itemIds = new HashMap<>();
        for (Received<OrderEvent> received : batch) {
            OrderEvent order = received.message();
            userIds.add(order.userId());
            Set<String> ofRestaurant = itemIds.computeIfAbsent(order.restaurantId(), first -> new HashSet<>());
            order.items().forEach(item -> ofRestaurant.add(item.id()));
        }
        return referenceClient.lookUp(userIds, itemIds);
    }
}
