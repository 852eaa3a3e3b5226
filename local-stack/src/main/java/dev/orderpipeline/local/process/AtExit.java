package dev.orderpipeline.local.process;

import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Actions to run when the JVM ends (normally, by {@link System#exit}, SIGTERM, SIGHUP or Ctrl-C), <em>newest
 * first</em>. Plain shutdown hooks run concurrently, which would stop servers before the programs that use them.
 */
public final class AtExit {

    private static final Deque<Runnable> ACTIONS = new ConcurrentLinkedDeque<>();
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
        ACTIONS.remove(action);
    }

    private static void runAll() {
        synchronized (ACTIONS) {
            ending = true;
        }
        for (Runnable next = ACTIONS.poll(); next != null; next = ACTIONS.poll()) {
            try {
                next.run();
            } catch (RuntimeException failure) {
                System.err.println("While ending: " + failure);
            }
        }
    }
}
