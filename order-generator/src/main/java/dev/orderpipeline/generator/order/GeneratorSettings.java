package dev.orderpipeline.generator.order;

/**
 * Size and mix of the generated data.
 *
 * @param seed other seeds give other orders with the same order ids, so that streams of different settings must not be mixed in
 *     one pipeline
 * @param orders number of different orders, without those of invalid records
 * @param users number of users, at least 1
 * @param restaurants number of restaurants, at least 1
 * @param maxMenuItems largest number of items on a menu, at least 1; the smallest menus have half as many
 * @param changingShare share of the orders, 0 to 1, that are sent several times as they change
 * @param duplicateShare share of the messages, 0 to 1, that are sent a second time, byte for byte
 * @param lateShare share of the changing orders, 0 to 1, of which an older version is sent after a newer one
 * @param invalidRecords number of records that must become dead letters, spread over the stream; all kinds take turns
 */
public record GeneratorSettings(
        long seed,
        long orders,
        int users,
        int restaurants,
        int maxMenuItems,
        double changingShare,
        double duplicateShare,
        double lateShare,
        int invalidRecords) {

    public static final int DEFAULT_MAX_MENU_ITEMS = 24;

    private static final int MAX_USERS = 50_000;
    private static final int MAX_RESTAURANTS = 200;

    public GeneratorSettings {
        requireAtLeast(0, orders, "orders");
        requireAtLeast(1, users, "users");
        requireAtLeast(1, restaurants, "restaurants");
        requireAtLeast(1, maxMenuItems, "maxMenuItems");
        requireShare(changingShare, "changingShare");
        requireShare(duplicateShare, "duplicateShare");
        requireShare(lateShare, "lateShare");
        requireAtLeast(0, invalidRecords, "invalidRecords");
    }

    /** A realistic mix for that many orders, with one invalid record of every kind. */
    public static GeneratorSettings defaults(long orders, long seed) {
        int users = (int) Math.max(20, Math.min(orders / 10, MAX_USERS));
        int restaurants = (int) Math.max(4, Math.min(orders / 200, MAX_RESTAURANTS));
        int invalidRecords = InvalidRecordKind.values().length;
        return new GeneratorSettings(
                seed, orders, users, restaurants, DEFAULT_MAX_MENU_ITEMS, 0.1, 0.02, 0.2, invalidRecords);
    }

    private static void requireAtLeast(long min, long value, String name) {
        if (value < min) {
            throw new IllegalArgumentException(name + " must be at least " + min + ", was " + value);
        }
    }

    private static void requireShare(double value, String name) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(name + " must be from 0 to 1, was " + value);
        }
    }
}
