package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.Format;
import dev.orderpipeline.generator.order.GeneratorSettings;
import dev.orderpipeline.generator.order.OrderGenerator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The size and repetitions of the measurements.
 *
 * @param orders in a backlog
 * @param warmUp orders processed before each measurement
 * @param stored stored orders for the part growth, in ascending order; the last one is that of the part questions
 * @param repetitions of every measurement
 * @param seed of the orders
 */
record BenchmarkOptions(long orders, long warmUp, List<Long> stored, int repetitions, long seed) {

    private static final int USERS = 5_000;
    private static final int RESTAURANTS = 200;

    private static final int VARIED_USERS = 200_000;
    private static final int VARIED_RESTAURANTS = 5_000;
    /** 80 on average. */
    private static final int VARIED_MAX_MENU_ITEMS = 107;

    private static final double CHANGING_SHARE = 0.2;
    private static final double LATE_SHARE = 0.1;

    /** The command-line options of a part. */
    String arguments(BenchmarkPart part) {
        String more = part == BenchmarkPart.GROWTH || part == BenchmarkPart.QUESTIONS
                ? " --stored " + stored.stream().map(String::valueOf).collect(Collectors.joining(","))
                : "";
        return "--only %s --orders %d --warm-up %d%s --repeat %d --seed %d"
                .formatted(part, orders, warmUp, more, repetitions, seed);
    }

    /**
     * Orders for the warm-up and the measurements, with their reference data loaded into Redis. Each is one valid message, so
     * that it has rows in every table. The numbers of users and restaurants do not depend on that of the orders.
     */
    OrderGenerator loadOrders(BenchmarkContext context, long more) {
        return load(
                context,
                new GeneratorSettings(
                        seed, warmUp + more, USERS, RESTAURANTS, GeneratorSettings.DEFAULT_MAX_MENU_ITEMS, 0, 0, 0, 0));
    }

    /**
     * The same with many users, restaurants and products, in orders of which a fifth changes: those are sent several times, and
     * one of ten of them with an older version after a newer one.
     */
    OrderGenerator loadVariedOrders(BenchmarkContext context, long more) {
        return load(
                context,
                new GeneratorSettings(
                        seed,
                        warmUp + more,
                        VARIED_USERS,
                        VARIED_RESTAURANTS,
                        VARIED_MAX_MENU_ITEMS,
                        CHANGING_SHARE,
                        0,
                        LATE_SHARE,
                        0));
    }

    private static OrderGenerator load(BenchmarkContext context, GeneratorSettings settings) {
        OrderGenerator orders = new OrderGenerator(settings);
        context.stack().redis().set(orders.reference());
        return orders;
    }

    /** Repeats a measurement, and prints each run. */
    <T> List<T> repeat(BenchmarkContext context, String what, Supplier<T> measurement) {
        return IntStream.rangeClosed(1, repetitions)
                .mapToObj(number -> context.terminal()
                        .step(
                                "%s, %s of %s".formatted(what, Format.number(number), Format.number(repetitions)),
                                measurement))
                .toList();
    }
}
