package dev.orderpipeline.common.health;

/** A server that the service depends on. */
public interface Dependency {

    /** The name in logs and readiness, such as {@code postgres}. */
    String name();

    /** The name in metrics. */
    default String tag() {
        return name();
    }

    /**
     * Returns if the dependency is available. May block for some seconds.
     *
     * @throws Exception with the reason in its message if it is not
     */
    void check() throws Exception;
}
