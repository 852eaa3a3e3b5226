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
import dev.orderpipeline.local.security.Certificates;
import dev.orderpipeline.local.security.LocalSecurity;
import dev.orderpipeline.local.security.LocalSecurity.User;
import dev.orderpipeline.local.server.LocalServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Kafka, PostgreSQL and Redis, on this machine's loopback address, until this object is closed or this JVM ends. If the JVM ends
 * without closing it, programs that were started later as a {@link ChildProcess} are stopped first.
 */
public final class LocalStack implements AutoCloseable {

    private static @Nullable LocalStack shared;

    private final DataFolder folder;
    private final LocalKafka kafka;
    private final LocalPostgres postgres;
    private final LocalRedis redis;
    private final Optional<LocalSecurity> security;
    private final Runnable atExit = this::close;
    private boolean closed;

    private LocalStack(LocalStackOptions options, boolean secured) {
        this.folder = new DataFolder(options.dataDirectory());
        this.security =
                secured ? Optional.of(LocalSecurity.generate(folder.path().resolve("certificates"))) : Optional.empty();
        this.kafka =
                new LocalKafka(folder.path().resolve("kafka"), options.kafkaPort(), security, options.kafkaSettings());
        Path postgresFolder = folder.path().resolve("postgres");
        this.postgres = options.citusHome() == null
                ? new LocalPostgres(postgresFolder, options.postgresPort(), security, options.postgresSettings())
                : new LocalCitus(
                        options.citusHome(), postgresFolder, options.postgresPort(), options.postgresSettings());
        this.redis = new LocalRedis(folder.path().resolve("redis"), options.redisPort(), security);
        servers().forEach(server -> server.setStartTimeout(options.startTimeout()));
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
        LocalStack stack = new LocalStack(options, false);
        stack.startServers();
        return stack;
    }

    /**
     * Starts servers that are secured, on free ports and with a temporary folder: TLS, passwords, and rights that have to
     * be granted, see {@link LocalSecurity}.
     *
     * @throws LocalStackException if one of them cannot start; the others are stopped again
     */
    public static LocalStack startSecured() {
        LocalStack stack = new LocalStack(LocalStackOptions.defaults(), true);
        stack.startServers();
        LocalSecurity users = stack.security();
        for (User user : List.of(users.kafkaConsumer(), users.kafkaProducer())) {
            stack.kafka.setPassword(user, user.password());
        }
        stack.postgres.setPassword(users.postgres(), users.postgres().password());
        return stack;
    }

    /**
     * The stack that all users in this JVM share, such as the test classes of a module. It is started on first use, ends
     * with the JVM, and must not be closed before.
     *
     * @throws LocalStackException if it cannot start
     */
    public static synchronized LocalStack shared() {
        if (shared == null) {
            shared = start();
        }
        return shared;
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
    public Path folder() {
        return folder.path();
    }

    /** @throws NoSuchElementException if the stack is not secured */
    public LocalSecurity security() {
        return security.orElseThrow();
    }

    /**
     * The variables of a service that uses these servers and creates its topics; on a secured stack those of the stack's
     * users, who may not create topics.
     */
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
        security.ifPresent(users -> {
            variables.put("KAFKA_BOOTSTRAP_SERVERS", kafka.securedServers());
            variables.put("KAFKA_CREATE_TOPICS", "false");
            variables.put("REDIS_HOST", Certificates.HOST);
            variables.put("PG_HOST", Certificates.HOST);
            variables.putAll(users.variables());
        });
        return variables;
    }

    /**
     * Makes the servers of a secured stack use the latest certificate for new connections. Restarts Redis.
     */
    public void reloadCertificates() {
        kafka.reloadCertificate();
        postgres.reloadCertificate();
        redis.stop();
        redis.start();
    }

    /** Stops the servers orderly and deletes the data folder if it is temporary. A second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        Parallel.run(servers().map(server -> server::stop));
        folder.close();
        AtExit.cancel(atExit);
    }

    private void startServers() {
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
