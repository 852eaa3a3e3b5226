package dev.orderpipeline.torture;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.orderpipeline.generator.order.InvalidRecordKind;
import dev.orderpipeline.generator.order.SourceRecord;
import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A random stream of order messages with later versions, duplicates, late and reversed arrivals and invalid records. Later
 * versions may have the same update, or another user, restaurant or items, and menus name and sort one item differently. No
 * two different messages have the same version.
 */
final class ScenarioMessages {

    private static final LocalDateTime FIRST_DATE = LocalDateTime.of(2023, 4, 1, 0, 0);
    private static final List<String> STATUSES = List.of("OPEN", "COOKING", "CLOSED", "CLOSED", "CLOSED", "CANCELLED");
    private static final String CLOSED = "CLOSED";
    private static final int ONE_INVALID_OF = 20;
    private static final int ONE_DUPLICATE_OF = 5;
    private static final int ONE_WITH_KEY_OF = 5;
    private static final int SHUFFLE_WINDOW = 40;
    private static final long MAX_ORDERS = 10_000;

    /** How the order of arrival relates to the order of the versions. */
    private enum Disorder {
        LOCALLY_SHUFFLED,
        SHUFFLED,
        NEWEST_FIRST
    }

    private final Random random;
    private final SeedReferenceData reference;
    private final List<ScenarioMessage> messages = new ArrayList<>();

    /**
     * @param seed determines the ids of up to 10,000 orders, which no other seed has
     */
    ScenarioMessages(long seed, SeedReferenceData reference, int orders) {
        this.random = new Random(seed);
        this.reference = reference;
        for (int order = 1; order <= orders; order++) {
            addOrder(seed * MAX_ORDERS + order);
        }
        messages.sort(Comparator.comparing(
                        (ScenarioMessage message) -> message.version().sent())
                .thenComparing(message -> message.version().orderId()));
    }

    /** Every message once, in source order. */
    List<ScenarioMessage> messages() {
        return messages;
    }

    /** The records in sending order: disordered, with duplicates. */
    List<SourceRecord> arrivals() {
        Disorder disorder = Disorder.values()[random.nextInt(Disorder.values().length)];
        List<SourceRecord> records = new ArrayList<>();
        for (ScenarioMessage message : messages) {
            records.addAll(Collections.nCopies(random.nextInt(ONE_DUPLICATE_OF) == 0 ? 2 : 1, message.record()));
        }
        switch (disorder) {
            case LOCALLY_SHUFFLED -> {
                for (int start = 0; start < records.size(); start += SHUFFLE_WINDOW) {
                    Collections.shuffle(
                            records.subList(start, Math.min(start + SHUFFLE_WINDOW, records.size())), random);
                }
            }
            case SHUFFLED -> Collections.shuffle(records, random);
            case NEWEST_FIRST -> Collections.reverse(records);
        }
        return records;
    }

    private void addOrder(long orderId) {
        boolean moves = random.nextInt(4) == 0;
        String user = oneOf(moves ? reference.movers() : reference.settled()).id();
        SeedReferenceData.Restaurant restaurant = oneOf(reference.restaurants());
        int count = 1 + random.nextInt(4);
        LocalDateTime updated = FIRST_DATE.plusMinutes(random.nextInt(10_000));
        LocalDateTime sent = updated.plusDays(1);
        for (int number = 0; number < count; number++) {
            // Within a second, or within one update, or much later.
            int kind = random.nextInt(4);
            boolean sameUpdate = kind == 0 && number > 0;
            updated = sameUpdate
                    ? updated
                    : updated.plusNanos(1_000L * (1 + random.nextInt(kind == 1 ? 900_000 : 1_000_000_000)));
            sent = sent.plusNanos(1_000L * (1 + random.nextInt(5_000_000)));
            if (random.nextInt(4) == 0) {
                restaurant = oneOf(reference.restaurants());
            }
            if (moves && random.nextBoolean()) {
                user = oneOf(reference.movers()).id();
            }
            boolean withoutUpdate = !sameUpdate && random.nextInt(6) == 0;
            if (random.nextInt(ONE_INVALID_OF) == 0) {
                List<OrderRevision.Item> items = items(restaurant, 1 + random.nextInt(4));
                addInvalid(version(orderId, updated, sent, user, restaurant, CLOSED, items, withoutUpdate));
            } else {
                List<OrderRevision.Item> items = items(restaurant, random.nextInt(5));
                add(version(orderId, updated, sent, user, restaurant, oneOf(STATUSES), items, withoutUpdate));
            }
        }
    }

    private void add(OrderRevision version) {
        messages.add(
                new ScenarioMessage(version, record(version, version.message().getBytes(UTF_8), null)));
    }

    private void addInvalid(OrderRevision version) {
        InvalidRecordKind kind = InvalidRecordKind.values()[random.nextInt(InvalidRecordKind.values().length)];
        byte[] invalid = kind.invalidate(version.message());
        messages.add(new ScenarioMessage(
                invalid == null ? version : version.withMessage(new String(invalid, UTF_8)),
                record(version, invalid, kind.errorCode())));
    }

    private SourceRecord record(OrderRevision version, byte @Nullable [] value, @Nullable String errorCode) {
        boolean withKey = random.nextInt(ONE_WITH_KEY_OF) == 0;
        byte[] key = withKey ? Long.toString(version.orderId()).getBytes(UTF_8) : null;
        return new SourceRecord(key, value, errorCode);
    }

    private OrderRevision version(
            long orderId,
            LocalDateTime updated,
            LocalDateTime sent,
            String user,
            SeedReferenceData.Restaurant restaurant,
            String status,
            List<OrderRevision.Item> items,
            boolean withoutUpdate) {
        LocalDateTime date = FIRST_DATE.plusSeconds(random.nextInt(1_000_000));
        BigDecimal cost = BigDecimal.valueOf(random.nextInt(1_000_000), random.nextInt(6));
        BigDecimal payment = BigDecimal.valueOf(random.nextInt(1_000_000), 2);
        String message = """
                {"object_id": %d, "object_type": "order", "sent_dttm": "%s", "payload": \
                {"restaurant": {"id": %s}, "date": "%s", "user": {"id": %s}, "order_items": [%s], \
                "bonus_payment": 0, "cost": %s, "payment": %se0, "final_status": "%s"%s}}""".formatted(
                orderId,
                Notation.timestamp(sent),
                Notation.json(restaurant.id()),
                Notation.timestamp(date).replace(' ', 'T'),
                Notation.json(" " + user),
                String.join(", ", items.stream().map(ScenarioMessages::item).toList()),
                cost.toPlainString(),
                payment.toPlainString(),
                status,
                withoutUpdate ? "" : ", \"update_ts\": \"" + Notation.timestamp(updated) + "\"");
        LocalDateTime effective = withoutUpdate ? sent : updated;
        return new OrderRevision(
                orderId, effective, sent, date, status, user, restaurant.id(), cost, payment, items, message);
    }

    private List<OrderRevision.Item> items(SeedReferenceData.Restaurant restaurant, int count) {
        List<OrderRevision.Item> items = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            BigDecimal price = BigDecimal.valueOf(random.nextInt(100_000), 2);
            items.add(new OrderRevision.Item(oneOf(restaurant.menu()).id(), price, 1 + random.nextInt(5)));
        }
        return items;
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static String item(OrderRevision.Item item) {
        return "{\"id\": %s, \"name\": \"own\", \"price\": %s, \"quantity\": %d}"
                .formatted(Notation.json(item.id()), item.price().toPlainString(), item.quantity());
    }
}
