package dev.orderpipeline.local;

import java.nio.file.Path;

/**
 * Where a {@link LocalStack} listens and keeps its data.
 *
 * @param kafkaPort port of the broker; 0 takes a free one
 * @param postgresPort port of PostgreSQL; 0 takes a free one
 * @param redisPort port of Redis; 0 takes a free one
 * @param dataDirectory where the servers keep their data and logs. It is created where missing, stays when the stack is
 *     closed, and can be started again with its data. {@code null}: a temporary folder that is deleted on close
 */
public record LocalStackOptions(int kafkaPort, int postgresPort, int redisPort, Path dataDirectory) {

    /** Free ports and a temporary folder. */
    public static LocalStackOptions defaults() {
        return new LocalStackOptions(0, 0, 0, null);
    }
}
