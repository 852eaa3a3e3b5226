package dev.orderpipeline.local.process;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Actions to run when the JVM ends (normally, by {@link System#exit}, SIGTERM, SIGHUP or Ctrl-C), <em>newest
 * first</em>. Plain shutdown hooks run concurrently, which would stop servers before the programs that use them.
 */
public final class AtExit {

    private static final Deque<Runnable> ACTIONS = new ArrayDeque<>();
    private static boolean ending;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(AtExit::runAll, "at-exit"));
    }

    private AtExit() {}

    /**
     * Runs the action when the JVM ends, before everything that was registered earlier. An exception it throws is
     * printed and does not keep the others from running.
     *
     * @throws IllegalStateException if the JVM is ending already
     */
    public static void register(Runnable action) {
        synchronized (ACTIONS) {
            if (ending) {
                throw new IllegalStateException("The JVM is ending: no process can be started");
            }
            ACTIONS.push(action);
        }
    }

    /** The action will not run; no effect where it already ran or runs now. */
    public static void cancel(Runnable action) {
        synchronized (ACTIONS) {
            ACTIONS.remove(action);
        }
    }

    private static void runAll() {
        synchronized (ACTIONS) {
            ending = true;
        }
        for (Runnable next = takeNewest(); next != null; next = takeNewest()) {
            try {
                next.run();
            } catch (RuntimeException failure) {
                System.err.println("While ending: " + failure);
            }
        }
    }

    private static @Nullable Runnable takeNewest() {
        synchronized (ACTIONS) {
            return ACTIONS.poll();
        }
    }
}
