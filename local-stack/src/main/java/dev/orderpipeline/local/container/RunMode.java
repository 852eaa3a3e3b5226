package dev.orderpipeline.local.container;

import dev.orderpipeline.local.process.LocalStackException;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the servers of this JVM are run, by the system property {@value #PROPERTY}. */
public enum RunMode {

    /** As child processes, from binaries in libraries. */
    EMBEDDED,

    /** From {@link Images}, in containers of a Docker engine. */
    CONTAINERS;

    public static final String PROPERTY = "local.stack";

    /**
     * The configured mode; embedded by default.
     *
     * @throws LocalStackException if it is none of them
     */
    public static RunMode configured() {
        return of(System.getProperty(PROPERTY, EMBEDDED.toString()));
    }

    static RunMode of(String text) {
        return Stream.of(values())
                .filter(mode -> mode.toString().equals(text))
                .findFirst()
                .orElseThrow(() -> new LocalStackException("The local stack could not start: -D" + PROPERTY
                        + " must be one of "
                        + Stream.of(values()).map(RunMode::toString).collect(Collectors.joining(", "))
                        + ", was '" + text + "'."));
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
