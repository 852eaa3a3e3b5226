package dev.orderpipeline.common;

import java.net.URL;
import java.net.URLClassLoader;

/**
 * A migration for tests of this library, which has none: for threads that are started, and migrations that are run, between
 * the opening of this and its end. It can't lie where services have theirs: they have these tests' classes on their path.
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
