package dev.orderpipeline.local;

import dev.orderpipeline.local.kafka.LocalKafka;
import dev.orderpipeline.local.postgres.LocalCitus;
import dev.orderpipeline.local.postgres.LocalPostgres;
import dev.orderpipeline.local.process.AtExit;
import dev.orderpipeline.local.process.ChildProcess;
import dev.orderpipeline.local.process.DataFolder;
import dev.orderpipeline.local.process.LocalStackException;
import dev.orderpipeline.local.process.Parallel;
import dev.orderpipeline.local.redis.LocalRedis;
import dev.orderpipeline.local.server.LocalServer;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Kafka, PostgreSQL and Redis, on this machine's loopback address, until this object is closed or this JVM ends. If the JVM ends
 * without closing it, programs that were started later as a {@link ChildProcess} are stopped first.
 */
public class LocalStack implements AutoCloseable {

    private final DataFolder folder;
    private final LocalKafka kafka;
    private final LocalPostgres postgres;
    private final LocalRedis redis;
    private final Runnable atExit = this::close;
    private boolean closed;

    /** Of servers that keep their data in the folder, and are not started yet. */
    protected LocalStack(DataFolder folder, LocalKafka kafka, LocalPostgres postgres, LocalRedis redis) {
        this.folder = folder;
        this.kafka = kafka;
        this.postgres = postgres;
        this.redis = redis;
        AtExit.register(atExit);
    }

    /** Starts the servers on free ports, with a temporary folder; see the other method. */
    public static LocalStack start() {
        return start(LocalStackOptions.defaults());
    }

    /**
     * Starts the three servers side by side and waits until all of them are ready.
     *
     * @throws LocalStackException if one of them cannot start; the others are stopped again
     */
    public static LocalStack start(LocalStackOptions options) {
        DataFolder folder = new DataFolder(options.dataDirectory());
        LocalKafka kafka = new LocalKafka(folder.path().resolve("kafka"), options.kafkaPort());
        Path postgresFolder = folder.path().resolve("postgres");
        LocalPostgres postgres = options.citusHome() == null
                ? new LocalPostgres(postgresFolder, options.postgresPort(), options.postgresSettings())
                : new LocalCitus(
                        options.citusHome(), postgresFolder, options.postgresPort(), options.postgresSettings());
        LocalRedis redis = new LocalRedis(folder.path().resolve("redis"), options.redisPort());
        LocalStack stack = new LocalStack(folder, kafka, postgres, redis);
        stack.servers().forEach(server -> server.setStartTimeout(options.startTimeout()));
        stack.startServers();
        return stack;
    }

    public LocalKafka kafka() {
        return kafka;
    }

    public LocalPostgres postgres() {
        return postgres;
    }

    public LocalRedis redis() {
        return redis;
    }

    /** Where the servers keep their data and logs. */
    public final Path folder() {
        return folder.path();
    }

    /** The variables of a service that uses these servers and creates its topics. */
    public Map<String, String> variables(String database) {
        Map<String, String> variables = new TreeMap<>();
        variables.put("KAFKA_BOOTSTRAP_SERVERS", kafka.bootstrapServers());
        variables.put("KAFKA_CREATE_TOPICS", "true");
        variables.put("REDIS_HOST", redis.host());
        variables.put("REDIS_PORT", Integer.toString(redis.port()));
        variables.put("PG_HOST", postgres.host());
        variables.put("PG_PORT", Integer.toString(postgres.port()));
        variables.put("PG_DB_NAME", database);
        variables.put("PG_USER", postgres.user());
        return variables;
    }

    /** Stops the servers orderly and deletes the data folder if it is temporary. A second call does nothing. */
    @Override
    public final synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        Parallel.run(servers().map(server -> server::stop));
        folder.close();
        AtExit.cancel(atExit);
    }

    /** @throws LocalStackException if one of them cannot start; the others are stopped again */
    protected final void startServers() {
        try {
            Parallel.run(servers().map(server -> server::start));
        } catch (RuntimeException e) {
            close();
            throw e instanceof LocalStackException
                    ? e
                    : new LocalStackException("The local stack could not start: " + e.getMessage(), e);
        }
    }

    private Stream<LocalServer> servers() {
        return Stream.concat(Stream.of(kafka, postgres, redis), postgres.workers().stream());
    }
}
