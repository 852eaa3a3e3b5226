package dev.orderpipeline.testing.redis;

import java.util.Map;

/** Redis with replicas, one of which takes over when its primary fails, within seconds. */
public interface FailoverRedis extends AutoCloseable {

    /** Those of a service that uses it. */
    Map<String, String> variables();

    /** Sets every key to its value; returns when a replica has them. */
    void set(Map<String, String> values);

    /** The present primary of the key. */
    RedisNode primaryOf(String key);

    /** Runs the action while no replica takes over; one does afterwards if its primary is still down. */
    void withoutFailover(Runnable action);

    /** Waits until every primary has a replica with its data. */
    void awaitReplicas();

    @Override
    void close();
}
