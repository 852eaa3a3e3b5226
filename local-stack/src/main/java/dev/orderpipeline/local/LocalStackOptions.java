package dev.orderpipeline.local;

import dev.orderpipeline.local.server.LocalServer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link LocalStack} listens and keeps its data.
 *
 * @param kafkaPort port of the broker; 0 takes a free one
 * @param postgresPort port of PostgreSQL; 0 takes a free one
 * @param redisPort port of Redis; 0 takes a free one
 * @param dataDirectory where the servers keep their data and logs. It is created where missing, stays when the stack is
 *     closed, and can be started again with its data. {@code null}: a temporary folder that is deleted on close
 * @param postgresSettings of PostgreSQL's configuration, by name; they take precedence over the defaults of the local stack
 * @param citusHome an installation of PostgreSQL with Citus, which runs with several nodes instead of the one server.
 *     {@code null}: one server
 * @param startTimeout how long a server may take to be ready
 */
public record LocalStackOptions(
        int kafkaPort,
        int postgresPort,
        int redisPort,
        @Nullable Path dataDirectory,
        Map<String, String> postgresSettings,
        @Nullable Path citusHome,
        Duration startTimeout) {

    public LocalStackOptions {
        postgresSettings = Map.copyOf(postgresSettings);
    }

    /** With the default settings of the local stack, and the default start timeout. */
    public LocalStackOptions(int kafkaPort, int postgresPort, int redisPort, @Nullable Path dataDirectory) {
        this(kafkaPort, postgresPort, redisPort, dataDirectory, Map.of(), null, LocalServer.DEFAULT_START_TIMEOUT);
    }

    /** Free ports and a temporary folder. */
    public static LocalStackOptions defaults() {
        return new LocalStackOptions(0, 0, 0, null);
    }

    public LocalStackOptions withPostgresSettings(Map<String, String> settings) {
        return new LocalStackOptions(
                kafkaPort, postgresPort, redisPort, dataDirectory, settings, citusHome, startTimeout);
    }

    public LocalStackOptions withStartTimeout(Duration timeout) {
        return new LocalStackOptions(
                kafkaPort, postgresPort, redisPort, dataDirectory, postgresSettings, citusHome, timeout);
    }

    public LocalStackOptions withCitus(Path home) {
        return new LocalStackOptions(
                kafkaPort, postgresPort, redisPort, dataDirectory, postgresSettings, home, startTimeout);
    }
}
