package dev.orderpipeline.common.loop;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The threads of the loops. */
final class LoopThreads {

    static final String LOOP = "loop-";
    static final String DATABASE = "database-";

    private LoopThreads() {}

    /** Their stacks, as in a thread dump; each begins with a line break. */
    static String stacks() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> isOfLoop(thread.getKey().getName()))
                .map(thread -> stack(thread.getKey(), thread.getValue()))
                .sorted()
                .collect(Collectors.joining());
    }

    private static boolean isOfLoop(String name) {
        return name.startsWith(LOOP) || name.startsWith(DATABASE);
    }

    private static String stack(Thread thread, StackTraceElement... frames) {
        return Stream.of(frames)
                .map("%n\tat %s"::formatted)
                .collect(Collectors.joining("", "%n\"%s\" %s".formatted(thread.getName(), thread.getState()), ""));
    }
}
