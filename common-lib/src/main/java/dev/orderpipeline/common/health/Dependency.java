package dev.orderpipeline.common.health;

/** Something that the service can't work without. */
public interface Dependency {

    /** For a reader: {@code postgres}. */
    String name();

    /**
     * Returns if the dependency answers. May block for some seconds.
     *
     * @throws Exception saying why it does not
     */
    void check() throws Exception;
}
