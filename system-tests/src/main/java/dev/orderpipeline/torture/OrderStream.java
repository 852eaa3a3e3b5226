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

/**
 * A random stream of order messages in which orders change, come twice, come late, come newest first and come spoiled; no
 * two different messages have the same version.
 */
final class OrderStream {

    private static final LocalDateTime FIRST_DATE = LocalDateTime.of(2023, 4, 1, 0, 0);
    private static final List<String> STATUSES = List.of("OPEN", "COOKING", "CLOSED", "CLOSED", "CLOSED", "CANCELLED");
    private static final String CLOSED = "CLOSED";
    private static final int ONE_SPOILED_OF = 20;
    private static final int ONE_DUPLICATE_OF = 5;
    private static final int ONE_WITH_KEY_OF = 5;
    private static final int NEARLY = 40;
    private static final long MOST_ORDERS = 10_000;

    /** How the order of arrival relates to the order of the versions. */
    private enum Disorder {
        NEARLY_IN_ORDER,
        SHUFFLED,
        NEWEST_FIRST
    }

    private final Random random;
    private final World world;
    private final List<Message> messages = new ArrayList<>();

    /**
     * @param seed its orders have other ids than those of any other seed, for the first 10,000 orders
     */
    OrderStream(long seed, World world, int orders) {
        this.random = new Random(seed);
        this.world = world;
        for (int order = 1; order <= orders; order++) {
            addOrder(seed * MOST_ORDERS + order);
        }
        messages.sort(
                Comparator.comparing((Message message) -> message.version().sent())
                        .thenComparing(message -> message.version().orderId()));
    }

    /** Every message once, in the order in which the source made them. */
    List<Message> messages() {
        return messages;
    }

    /** The records as they are sent: in disorder, and some more than once. */
    List<SourceRecord> arrivals() {
        Disorder disorder = Disorder.values()[random.nextInt(Disorder.values().length)];
        List<SourceRecord> records = new ArrayList<>();
        for (Message message : messages) {
            records.addAll(Collections.nCopies(random.nextInt(ONE_DUPLICATE_OF) == 0 ? 2 : 1, message.record()));
        }
        switch (disorder) {
            case NEARLY_IN_ORDER -> {
                for (int start = 0; start < records.size(); start += NEARLY) {
                    Collections.shuffle(records.subList(start, Math.min(start + NEARLY, records.size())), random);
                }
            }
            case SHUFFLED -> Collections.shuffle(records, random);
            case NEWEST_FIRST -> Collections.reverse(records);
        }
        return records;
    }

    private void addOrder(long orderId) {
        boolean moves = random.nextInt(4) == 0;
        String user = oneOf(moves ? world.movers() : world.settled()).id();
        World.Restaurant restaurant = oneOf(world.restaurants());
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
            if (moves && random.nextBoolean()) {
                user = oneOf(world.movers()).id();
            }
            boolean withoutUpdate = !sameUpdate && random.nextInt(6) == 0;
            if (random.nextInt(ONE_SPOILED_OF) == 0) {
                List<Version.Item> items = items(restaurant, 1 + random.nextInt(4));
                addSpoiled(version(orderId, updated, sent, user, restaurant, CLOSED, items, withoutUpdate));
            } else {
                List<Version.Item> items = items(restaurant, random.nextInt(5));
                add(version(orderId, updated, sent, user, restaurant, oneOf(STATUSES), items, withoutUpdate));
            }
        }
    }

    private void add(Version version) {
        messages.add(new Message(version, record(version, version.message().getBytes(UTF_8), null)));
    }

    private void addSpoiled(Version version) {
        InvalidRecordKind kind = InvalidRecordKind.values()[random.nextInt(InvalidRecordKind.values().length)];
        byte[] spoiled = kind.spoil(version.message());
        messages.add(new Message(
                spoiled == null ? version : version.withMessage(new String(spoiled, UTF_8)),
                record(version, spoiled, kind.errorCode())));
    }

    private SourceRecord record(Version version, byte[] value, String errorCode) {
        boolean withKey = random.nextInt(ONE_WITH_KEY_OF) == 0;
        byte[] key = withKey ? Long.toString(version.orderId()).getBytes(UTF_8) : null;
        return new SourceRecord(key, value, errorCode);
    }

    private Version version(
            long orderId,
            LocalDateTime updated,
            LocalDateTime sent,
            String user,
            World.Restaurant restaurant,
            String status,
            List<Version.Item> items,
            boolean withoutUpdate) {
        LocalDateTime date = FIRST_DATE.plusSeconds(random.nextInt(1_000_000));
        BigDecimal cost = BigDecimal.valueOf(random.nextInt(1_000_000), random.nextInt(6));
        BigDecimal payment = BigDecimal.valueOf(random.nextInt(1_000_000), 2);
        String message = """
                {"object_id": %d, "object_type": "order", "sent_dttm": "%s", "payload": \
                {"restaurant": {"id": %s}, "date": "%s", "user": {"id": %s}, "order_items": [%s], \
                "bonus_payment": 0, "cost": %s, "payment": %se0, "final_status": "%s"%s}}""".formatted(
                        orderId,
                        Text.timestamp(sent),
                        Text.json(restaurant.id()),
                        Text.timestamp(date).replace(' ', 'T'),
                        Text.json(" " + user),
                        String.join(", ", items.stream().map(OrderStream::item).toList()),
                        cost.toPlainString(),
                        payment.toPlainString(),
                        status,
                        withoutUpdate ? "" : ", \"update_ts\": \"" + Text.timestamp(updated) + "\"");
        LocalDateTime effective = withoutUpdate ? sent : updated;
        return new Version(
                orderId, effective, sent, date, status, user, restaurant.id(), cost, payment, items, message);
    }

    private List<Version.Item> items(World.Restaurant restaurant, int count) {
        List<Version.Item> items = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            BigDecimal price = BigDecimal.valueOf(random.nextInt(100_000), 2);
            items.add(new Version.Item(oneOf(restaurant.menu()).id(), price, 1 + random.nextInt(5)));
        }
        return items;
    }

    private <T> T oneOf(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    private static String item(Version.Item item) {
        return "{\"id\": %s, \"name\": \"own\", \"price\": %s, \"quantity\": %d}"
                .formatted(Text.json(item.id()), item.price().toPlainString(), item.quantity());
    }
}
