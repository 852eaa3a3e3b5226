package dev.orderpipeline.generator.order;

import dev.orderpipeline.generator.order.OrderMessage.Line;
import dev.orderpipeline.generator.order.OrderMessage.StatusChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Generates orders. The statuses of one order are at least a minute apart, so that no two of its versions share an
 * {@code update_ts}.
 */
final class OrderFactory {

    private static final int ORDER = 11;
    private static final int INVALID_RECORD = 12;

    private static final long FIRST_ID = 1_400_000;

    /** 2023-04-01 00:00:00 */
    private static final long FIRST_OPENED = 1_680_307_200;

    /** About 50,000 orders a week. */
    private static final int SECONDS_BETWEEN_ORDERS = 12;

    private static final double CLOSED_SHARE = 0.87;
    private static final double NO_ITEMS_SHARE = 0.002;
    private static final double REPEATED_ITEM_SHARE = 0.01;
    private static final double BONUS_SHARE = 0.05;
    private static final double NO_UPDATE_TIMESTAMP_SHARE = 0.005;
    private static final double ODD_TIMESTAMP_SHARE = 0.02;
    private static final List<TimestampStyle> ODD_TIMESTAMPS =
            List.of(TimestampStyle.FRACTION, TimestampStyle.ISO_UTC, TimestampStyle.ISO_OFFSET);

    private static final int MAX_LINES = 5;
    private static final int MAX_QUANTITY = 5;

    private final GeneratorSettings settings;
    private final ReferenceData reference;

    OrderFactory(GeneratorSettings settings, ReferenceData reference) {
        this.settings = settings;
        this.reference = reference;
    }

    /** All versions of the order with that number, from 0, oldest first. */
    List<OrderMessage> versions(long number) {
        RandomSequence random = new RandomSequence(settings.seed(), ORDER, number);
        Lifecycle lifecycle = lifecycle(random);
        List<StatusChange> changes = changes(lifecycle, number, random);
        Restaurant restaurant = random.oneOf(reference.restaurants());
        String userId = reference.userId(random.below(settings.users()));
        List<Line> lines = lines(restaurant, random);

        List<OrderMessage> versions = new ArrayList<>();
        int last = changes.size() - 1;
        for (int i = lifecycle.firstSent(); i <= last; i++) {
            if (i == last && lifecycle.itemsChange()) {
                lines = lines(restaurant, random);
            }
            boolean isOnlyVersion = lifecycle.firstSent() == last;
            versions.add(new OrderMessage(
                    FIRST_ID + number,
                    changes.get(i).at() + random.between(1, 50),
                    restaurant,
                    userId,
                    lines,
                    bonusPayment(lines, random),
                    newestFirst(changes.subList(0, i + 1)),
                    random.happens(ODD_TIMESTAMP_SHARE) ? random.oneOf(ODD_TIMESTAMPS) : TimestampStyle.PLAIN,
                    random.below(1_000_000),
                    !isOnlyVersion || !random.happens(NO_UPDATE_TIMESTAMP_SHARE)));
        }
        return versions;
    }

    /** A valid order, of no other record, from which the invalid record with that number is derived. */
    OrderMessage forInvalidRecord(long number) {
        RandomSequence random = new RandomSequence(settings.seed(), INVALID_RECORD, number);
        List<StatusChange> changes = changes(Lifecycle.CLOSED, number, random);
        Restaurant restaurant = random.oneOf(reference.restaurants());
        return new OrderMessage(
                FIRST_ID + settings.orders() + number,
                changes.get(changes.size() - 1).at() + 1,
                restaurant,
                reference.userId(random.below(settings.users())),
                List.of(line(random.oneOf(restaurant.menu()), random)),
                0,
                newestFirst(changes),
                TimestampStyle.PLAIN,
                0,
                true);
    }

    private Lifecycle lifecycle(RandomSequence random) {
        boolean closed = random.happens(CLOSED_SHARE);
        if (random.happens(settings.changingShare())) {
            return random.oneOf(closed ? Lifecycle.CHANGING_CLOSED : Lifecycle.CHANGING_CANCELLED);
        }
        return closed ? Lifecycle.CLOSED : Lifecycle.CANCELLED;
    }

    private static List<StatusChange> changes(Lifecycle lifecycle, long number, RandomSequence random) {
        List<StatusChange> changes = new ArrayList<>();
        long at = FIRST_OPENED + number * SECONDS_BETWEEN_ORDERS + random.below(SECONDS_BETWEEN_ORDERS);
        for (String status : lifecycle.statuses()) {
            changes.add(new StatusChange(status, at));
            at += random.between(60, 45 * 60);
        }
        return changes;
    }

    private static List<StatusChange> newestFirst(List<StatusChange> changes) {
        List<StatusChange> reversed = new ArrayList<>(changes);
        Collections.reverse(reversed);
        return reversed;
    }

    /** Distinct products of the restaurant; sometimes one of them a second time. */
    private static List<Line> lines(Restaurant restaurant, RandomSequence random) {
        if (random.happens(NO_ITEMS_SHARE)) {
            return List.of();
        }
        List<Line> lines = new ArrayList<>();
        Set<Product> chosen = new HashSet<>();
        int size = random.between(1, MAX_LINES);
        while (lines.size() < size) {
            Product product = random.oneOf(restaurant.menu());
            if (chosen.add(product)) {
                lines.add(line(product, random));
            }
        }
        if (random.happens(REPEATED_ITEM_SHARE)) {
            lines.set(size - 1, line(lines.get(0).product(), random));
        }
        return lines;
    }

    private static Line line(Product product, RandomSequence random) {
        return new Line(product, random.between(1, MAX_QUANTITY));
    }

    /** Sometimes 10 roubles for each item, which is less than any price. */
    private static long bonusPayment(List<Line> lines, RandomSequence random) {
        return random.happens(BONUS_SHARE) ? 1_000L * lines.size() : 0;
    }
}
