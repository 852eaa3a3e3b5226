package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.Format;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * How much is measured, how often, and of what.
 *
 * @param orders in a backlog
 * @param warmUp orders that are processed before a clock starts
 * @param stored how many orders are to be stored already, for the growth; in growing order
 * @param repetitions of every measurement
 * @param seed of the orders
 */
record Plan(long orders, long warmUp, List<Long> stored, int repetitions, long seed) {

    /** The options that ask for a part of it. */
    String options(Part part) {
        return "--only %s --orders %d --warm-up %d%s --repeat %d --seed %d"
                .formatted(
                        part,
                        orders,
                        warmUp,
                        part == Part.GROWTH
                                ? " --stored "
                                        + String.join(
                                                ",",
                                                stored.stream()
                                                        .map(String::valueOf)
                                                        .toList())
                                : "",
                        repetitions,
                        seed);
    }

    /** The orders of the warm-up and so many more; whom and what they name is loaded into Redis. */
    OrderBook book(Workbench bench, long more) {
        OrderBook book = new OrderBook(warmUp + more, seed);
        bench.stack().redis().set(book.reference());
        return book;
    }

    /** Measures as often as planned, and says so. */
    <T> List<T> repeat(Workbench bench, String what, Supplier<T> measurement) {
        return IntStream.rangeClosed(1, repetitions)
                .mapToObj(number -> bench.terminal()
                        .step(
                                "%s, %s of %s".formatted(what, Format.number(number), Format.number(repetitions)),
                                measurement))
                .toList();
    }
}
