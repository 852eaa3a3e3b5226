package dev.orderpipeline.run.law;

import java.math.BigDecimal;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A random stream of order messages in which orders change, come twice, come late and come newest first; no two
 * different messages have the same version.
 */
final class OrderStream {

    private static final LocalDateTime FIRST_DATE = LocalDateTime.of(2023, 4, 1, 0, 0);
    private static final List<String> STATUSES = List.of("OPEN", "COOKING", "CLOSED", "CLOSED", "CLOSED", "CANCELLED");

    private final Random random;
    private final List<Version> versions = new ArrayList<>();

    OrderStream(long seed, int orders) {
        this.random = new Random(seed);
        for (int order = 1; order <= orders; order++) {
            addOrder(order);
        }
    }

    /** Every valid message, each once. */
    List<Version> versions() {
        return versions;
    }

    /** The messages as they are sent: shuffled, and one in five more than once. */
    List<String> messages() {
        List<String> messages = new ArrayList<>();
        for (Version version : versions) {
            int times = random.nextInt(5) == 0 ? 2 : 1;
            messages.addAll(Collections.nCopies(times, version.message()));
        }
        Collections.shuffle(messages, random);
        return messages;
    }

    private void addOrder(long orderId) {
        String user = World.USERS.get(random.nextInt(World.USERS.size())).id();
        World.Restaurant restaurant = World.RESTAURANTS.get(random.nextInt(World.RESTAURANTS.size()));
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
            if (user.startsWith("mover") && random.nextBoolean()) {
                user = "mover-" + (1 + random.nextInt(2));
            }
            versions.add(version(orderId, updated, sent, user, restaurant, !sameUpdate && random.nextInt(6) == 0));
        }
    }

    private Version version(
            long orderId,
            LocalDateTime updated,
            LocalDateTime sent,
            String user,
            World.Restaurant restaurant,
            boolean withoutUpdate) {
        LocalDateTime date = FIRST_DATE.plusSeconds(random.nextInt(1_000_000));
        String status = STATUSES.get(random.nextInt(STATUSES.size()));
        BigDecimal cost = BigDecimal.valueOf(random.nextInt(1_000_000), random.nextInt(6));
        BigDecimal payment = BigDecimal.valueOf(random.nextInt(1_000_000), 2);
        List<Version.Item> items = items(restaurant);
        String payload = """
                {"restaurant": {"id": "%s"}, "date": "%s", "user": {"id": " %s"}, "order_items": [%s],
                 "bonus_payment": 0, "cost": %s, "payment": %se0, "final_status": "%s"%s}""".formatted(
                        restaurant.id(),
                        Text.timestamp(date).replace(' ', 'T'),
                        user,
                        String.join(", ", items.stream().map(OrderStream::item).toList()),
                        cost.toPlainString(),
                        payment.toPlainString(),
                        status,
                        withoutUpdate ? "" : ", \"update_ts\": \"" + Text.timestamp(updated) + "\"");
        String message = "{\"object_id\": %d, \"object_type\": \"order\", \"sent_dttm\": \"%s\", \"payload\": %s}"
                .formatted(orderId, Text.timestamp(sent), payload);
        LocalDateTime effective = withoutUpdate ? sent : updated;
        return new Version(
                orderId, effective, sent, date, status, user, restaurant.id(), cost, payment, items, payload, message);
    }

    private List<Version.Item> items(World.Restaurant restaurant) {
        List<Version.Item> items = new ArrayList<>();
        int count = random.nextInt(5);
        for (int number = 0; number < count; number++) {
            World.MenuItem onMenu =
                    restaurant.menu().get(random.nextInt(restaurant.menu().size()));
            BigDecimal price = BigDecimal.valueOf(random.nextInt(100_000), 2);
            items.add(new Version.Item(onMenu.id(), price, 1 + random.nextInt(5)));
        }
        return items;
    }

    private static String item(Version.Item item) {
        return "{\"id\": \"%s\", \"name\": \"own\", \"price\": %s, \"quantity\": %d}"
                .formatted(item.id(), item.price().toPlainString(), item.quantity());
    }
}
