package dev.orderpipeline.benchmark;

import dev.orderpipeline.generator.console.Format;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The size and repetitions of the measurements.
 *
 * @param orders in a backlog
 * @param warmUp orders processed before each measurement
 * @param stored stored orders for the part growth, in ascending order
 * @param repetitions of every measurement
 * @param seed of the orders
 */
record BenchmarkOptions(long orders, long warmUp, List<Long> stored, int repetitions, long seed) {

    /** The command-line options of a part. */
    String arguments(BenchmarkPart part) {
        return "--only %s --orders %d --warm-up %d%s --repeat %d --seed %d"
                .formatted(
                        part,
                        orders,
                        warmUp,
                        part == BenchmarkPart.GROWTH
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

    /** Orders for the warm-up and the measurements, with their reference data loaded into Redis. */
    BenchmarkOrders loadOrders(BenchmarkContext context, long more) {
        BenchmarkOrders source = new BenchmarkOrders(warmUp + more, seed);
        context.stack().redis().set(source.reference());
        return source;
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
