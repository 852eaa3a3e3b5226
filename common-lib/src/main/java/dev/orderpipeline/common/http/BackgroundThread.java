package dev.orderpipeline.common.http;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** A thread for work that would occupy a thread of the web server. It ends when it is idle. */
public final class BackgroundThread {

    private BackgroundThread() {}

    /** @param maxQueued tasks that wait for the thread; further ones are rejected */
    public static ThreadPoolExecutor create(String name, int maxQueued) {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.MINUTES, new LinkedBlockingQueue<>(maxQueued), work -> {
                    Thread thread = new Thread(work, name);
                    thread.setDaemon(true);
                    // It may outlast the web server, whose class loader it would have.
                    thread.setContextClassLoader(BackgroundThread.class.getClassLoader());
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
