package dev.orderpipeline.common;

import java.net.URL;
import java.net.URLClassLoader;

/**
 * A migration for tests of this library, which has none: for threads that are started, and migrations that are run, between
 * the opening of this and its end. It is not at the services' own location, because these tests' classes are on their class path.
 */
public final class TestMigration implements AutoCloseable {

    private final Thread thread = Thread.currentThread();
    private final ClassLoader before = thread.getContextClassLoader();

    /** Makes the tables {@code documents} and {@code pages}. */
    public TestMigration() {
        URL folder = TestMigration.class.getResource("/documents/");
        thread.setContextClassLoader(new URLClassLoader(new URL[] {folder}, before));
    }

    @Override
    public void close() {
        thread.setContextClassLoader(before);
    }
}
