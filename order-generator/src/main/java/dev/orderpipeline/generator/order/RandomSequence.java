package dev.orderpipeline.generator.order;

import java.util.List;

/**
 * Random numbers that depend on nothing but the seed, whatever the JDK (SplitMix64: Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", 2014). Each generated object has a sequence of its own, so that it does not
 * depend on those generated before.
 */
final class RandomSequence {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    /** The sequence of the object with that number, among the objects of that kind. */
    RandomSequence(long seed, long kind, long number) {
        this.state = mixed(mixed(mixed(seed + GAMMA) + kind * GAMMA) + number * GAMMA);
    }

    long next() {
        state += GAMMA;
        return mixed(state);
    }

    /** From 0 to the bound, without it. */
    int below(int bound) {
        return (int) ((next() >>> 33) * bound >>> 31);
    }

    /** From {@code min} to {@code max}, both included. */
    int between(int min, int max) {
        return min + below(max - min + 1);
    }

    boolean happens(double probability) {
        return (next() >>> 11) * 0x1.0p-53 < probability;
    }

    <T> T oneOf(List<T> choices) {
        return choices.get(below(choices.size()));
    }

    private static long mixed(long value) {
        long mixed = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94D049BB133111EBL;
        return mixed ^ mixed >>> 31;
    }
}
