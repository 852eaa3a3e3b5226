package dev.orderpipeline.testing;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.process.LocalStackException;
import org.jspecify.annotations.Nullable;

/** The stack of all test classes in this JVM. */
public final class SharedStack {

    private static @Nullable LocalStack stack;

    private SharedStack() {}

    /**
     * Starts it on first use; it ends with the JVM, and must not be closed before.
     *
     * @throws LocalStackException if it cannot start
     */
    public static synchronized LocalStack get() {
        if (stack == null) {
            stack = LocalStack.start();
        }
        return stack;
    }
}
