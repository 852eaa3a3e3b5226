package dev.orderpipeline.common.loop;

/** Ends the process, so that its supervisor starts a new one. */
@FunctionalInterface
public interface ProcessEnd {

    /** EX_SOFTWARE of sysexits.h: neither the JVM's own codes (1, 3) nor those of signals. */
    int EXIT_CODE = 70;

    /**
     * At once and without shutdown hooks, as the JVM does on {@code -XX:+ExitOnOutOfMemoryError}: an orderly shutdown waits
     * for the loop, and may need the very class that is missing.
     */
    ProcessEnd HALT = () -> Runtime.getRuntime().halt(EXIT_CODE);

    /** Called by a thread after a fatal error. A loop takes no further step, even if this returns. */
    void end();
}
