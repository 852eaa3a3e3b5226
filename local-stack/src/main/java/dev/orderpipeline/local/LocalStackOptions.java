package dev.orderpipeline.local;

import java.nio.file.Path;
import java.util.Map;

/**
 * Where a {@link LocalStack} listens and keeps its data.
 *
 * @param kafkaPort port of the broker; 0 takes a free one
 * @param postgresPort port of PostgreSQL; 0 takes a free one
 * @param redisPort port of Redis; 0 takes a free one
 * @param dataDirectory where the servers keep their data and logs. It is created where missing, stays when the stack is
 *     closed, and can be started again with its data. {@code null}: a temporary folder that is deleted on close
 * @param postgresSettings of PostgreSQL's configuration, by name; they win over the ones that it gets otherwise
 */
public record LocalStackOptions(
        int kafkaPort, int postgresPort, int redisPort, Path dataDirectory, Map<String, String> postgresSettings) {

    public LocalStackOptions {
        postgresSettings = Map.copyOf(postgresSettings);
    }

    /** With the settings that PostgreSQL gets otherwise. */
    public LocalStackOptions(int kafkaPort, int postgresPort, int redisPort, Path dataDirectory) {
        this(kafkaPort, postgresPort, redisPort, dataDirectory, Map.of());
    }

    /** Free ports and a temporary folder. */
    public static LocalStackOptions defaults() {
        return new LocalStackOptions(0, 0, 0, null);
    }

    public LocalStackOptions withPostgresSettings(Map<String, String> settings) {
        return new LocalStackOptions(kafkaPort, postgresPort, redisPort, dataDirectory, settings);
    }
}
