package dev.orderpipeline.common.redis;

import dev.orderpipeline.common.config.RedisServers;
import dev.orderpipeline.common.config.RedisSettings;
import io.lettuce.core.AbstractRedisClient;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisCommandInterruptedException;
import io.lettuce.core.RedisException;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Connects to Redis on first use. All threads share one connection. After a failure it is closed, and the next caller
 * reconnects: to the primary that Sentinel names then, or to the nodes that serve the slots of the cluster then.
 */
public final class RedisConnections implements AutoCloseable {

    private final ClientResources resources;
    private final LettuceConnectionFactory factory;
    private final Supplier<RedisConnection> connector;
    private final RedisServers servers;
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicReference<@Nullable RedisConnection> shared = new AtomicReference<>();
    private @Nullable FailedAttempt lastFailure;

    /** @param endNanos of {@link System#nanoTime()} */
    private record FailedAttempt(RedisException reason, long endNanos) {}

    private RedisConnections(
            ClientResources resources,
            LettuceConnectionFactory factory,
            Supplier<RedisConnection> connector,
            RedisServers servers) {
        this.resources = resources;
        this.factory = factory;
        this.connector = connector;
        this.servers = servers;
    }

    /**
     * @param timeout for the response to a command
     * @param maxValueBytes a command receives an error instead of a longer value
     */
    public static RedisConnections create(RedisSettings settings, Duration timeout, int maxValueBytes) {
        ClientResources resources = resources(maxValueBytes);
        LettuceConnectionFactory factory = new ClientSettings(settings, timeout).factory(resources);
        return new RedisConnections(
                resources, factory, connector(factory.getRequiredNativeClient(), timeout), settings.servers());
    }

    private static Supplier<RedisConnection> connector(AbstractRedisClient client, Duration timeout) {
        return client instanceof RedisClusterClient cluster
                ? () -> ClusterConnection.open(cluster, timeout)
                : () -> new ServerConnection(((RedisClient) client).connect(ByteArrayCodec.INSTANCE), timeout);
    }

    /** @throws RedisFailureException if Redis is unreachable, does not respond or rejects a command */
    <T> T use(Function<RedisConnection, T> action) {
        RedisConnection connection = open();
        try {
            return action.apply(connection);
        } catch (RedisException | IllegalStateException e) {
            // The second: commands that are cancelled, or sent by a connection that another thread closes.
            if (!isPermissionDenied(e)) {
                discard(connection);
            }
            throw new RedisFailureException(e);
        }
    }

    /**
     * The same on the server that is the primary now. With Sentinel it may be another one than that of the shared connection:
     * a former primary that is cut off from the Sentinels, or was, responds until they reconfigure it.
     */
    <T> T useOfPrimary(Function<RedisConnection, T> action) {
        if (!(servers instanceof RedisServers.Sentinels)) {
            return use(action);
        }
        try (RedisConnection connection = connector.get()) {
            return action.apply(connection);
        } catch (RedisException | IllegalStateException e) {
            throw new RedisFailureException(e);
        }
    }

    /**
     * With Sentinel, closes the shared connection, so that the next one is one to the primary that is named then.
     *
     * @return false without Sentinel: no other server is the primary
     */
    boolean discardFormerPrimary() {
        if (!(servers instanceof RedisServers.Sentinels)) {
            return false;
        }
        discard(shared.get());
        return true;
    }

    static boolean isPermissionDenied(Exception failure) {
        return failure instanceof RedisCommandExecutionException
                && String.valueOf(failure.getMessage()).startsWith("NOPERM");
    }

    @Override
    public void close() {
        factory.destroy();
        resources.shutdown(0, 0, TimeUnit.SECONDS);
    }

    /** An attempt to connect that fails is one for all threads that waited for it: each may take as long as several timeouts. */
    private RedisConnection open() {
        long calledNanos = System.nanoTime();
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RedisFailureException(new RedisCommandInterruptedException(e));
        }
        try {
            RedisConnection opened = shared.get();
            if (opened != null && opened.isOpen()) {
                return opened;
            }
            if (lastFailure != null && lastFailure.endNanos - calledNanos > 0) {
                throw new RedisFailureException(lastFailure.reason);
            }
            return connect();
        } finally {
            lock.unlock();
        }
    }

    private RedisConnection connect() {
        discard(shared.get());
        try {
            RedisConnection opened = connector.get();
            shared.set(opened);
            return opened;
        } catch (RedisException e) {
            lastFailure = new FailedAttempt(e, System.nanoTime());
            throw new RedisFailureException(e);
        }
    }

    /** Other threads that use it fail too, and retry. Does not wait for a thread that connects. */
    private void discard(@Nullable RedisConnection failed) {
        if (failed != null && shared.compareAndSet(failed, null)) {
            failed.close();
        }
    }

    private static ClientResources resources(int maxValueBytes) {
        return ClientResources.builder()
                .nettyCustomizer(new NettyCustomizer() {
                    @Override
                    public void afterChannelInitialized(Channel channel) {
                        ReplyLimit.install(channel, maxValueBytes);
                    }
                })
                .build();
    }
}
