package dev.orderpipeline.benchmark;

import java.util.List;
import java.util.stream.Stream;

/**
 * A set of the JVM's flags for the services.
 *
 * @param flags added to the shipped ones
 */
record JvmFlags(String name, List<String> flags) {

    /** Code compiled after a twentieth of the usual calls would be optimized before its profile is known. */
    private static final List<String> BOTH_COMPILERS =
            List.of("-XX:TieredStopAtLevel=4", "-XX:CompileThresholdScaling=1");

    /** The shipped ones first. */
    static final List<JvmFlags> SETS = List.of(
            new JvmFlags("as shipped", List.of()),
            new JvmFlags("a heap for 320 MiB", List.of("-Xmx112m", "-Xmn60m")),
            bothCompilers("both compilers"),
            bothCompilers("both compilers, a heap for 320 MiB", "-Xmx112m", "-Xmn60m"),
            bothCompilers("both compilers, a heap for 512 MiB", "-Xmx240m", "-Xmn150m"),
            bothCompilers(
                    "the same, parallel collector", "-Xmx240m", "-Xmn150m", "-XX:-UseSerialGC", "-XX:+UseParallelGC"));

    private static JvmFlags bothCompilers(String name, String... flags) {
        return new JvmFlags(
                name, Stream.concat(BOTH_COMPILERS.stream(), Stream.of(flags)).toList());
    }
}
