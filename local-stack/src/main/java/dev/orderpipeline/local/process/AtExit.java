package dev.orderpipeline.local.process;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Actions to run when the JVM ends (normally, by {@link System#exit}, SIGTERM, SIGHUP or Ctrl-C), <em>newest
 * first</em>. Plain shutdown hooks run concurrently, which would stop servers before the programs that use them.
 */
public final class AtExit {

    private static final Deque<Registration> REGISTRATIONS = new ArrayDeque<>();
    private static boolean ending;

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(AtExit::runAll, "at-exit"));
    }

    private AtExit() {}

    /**
     * Runs the action when the JVM ends, before everything that was registered earlier. An exception it throws is
     * printed and does not keep the others from running.
     *
     * @return a handle that cancels the action
     * @throws IllegalStateException if the JVM is ending already
     */
    public static Registration register(Runnable action) {
        synchronized (REGISTRATIONS) {
            if (ending) {
                throw new IllegalStateException("The JVM is ending: no process can be started");
            }
            Registration registration = new Registration(action);
            REGISTRATIONS.push(registration);
            return registration;
        }
    }

    private static void runAll() {
        synchronized (REGISTRATIONS) {
            ending = true;
        }
        for (Registration next = takeNewest(); next != null; next = takeNewest()) {
            try {
                next.action.run();
            } catch (RuntimeException failure) {
                System.err.println("While ending: " + failure);
            }
        }
    }

    private static @Nullable Registration takeNewest() {
        synchronized (REGISTRATIONS) {
            return REGISTRATIONS.poll();
        }
    }

    /** An action to run at the end of the JVM. */
    public static final class Registration {

        private final Runnable action;

        private Registration(Runnable action) {
            this.action = action;
        }

        /** The action will not run; nothing happens where it already ran or runs now. */
        public void cancel() {
            synchronized (REGISTRATIONS) {
                REGISTRATIONS.remove(this);
            }
        }
    }
}
