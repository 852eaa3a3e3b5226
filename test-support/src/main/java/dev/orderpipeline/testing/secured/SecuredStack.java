package dev.orderpipeline.testing.secured;

import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;
import static org.apache.kafka.common.resource.ResourceType.GROUP;
import static org.apache.kafka.common.resource.ResourceType.TOPIC;

import dev.orderpipeline.local.LocalStack;
import dev.orderpipeline.local.Workspace;
import dev.orderpipeline.local.process.DataFolder;
import dev.orderpipeline.local.process.LocalStackException;
import dev.orderpipeline.testing.secured.LocalSecurity.User;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Servers that are secured, on free ports and with a temporary folder: TLS, passwords or client certificates, and rights
 * that have to be granted, see {@link LocalSecurity}.
 */
public final class SecuredStack extends LocalStack {

    private final LocalSecurity security;
    private final SecuredKafka kafka;
    private final SecuredPostgres postgres;
    private final SecuredRedis redis;

    private SecuredStack(
            DataFolder folder,
            LocalSecurity security,
            SecuredKafka kafka,
            SecuredPostgres postgres,
            SecuredRedis redis) {
        super(folder, kafka, postgres, redis);
        this.security = security;
        this.kafka = kafka;
        this.postgres = postgres;
        this.redis = redis;
    }

    /**
     * Starts the three servers side by side and waits until all of them are ready.
     *
     * @throws LocalStackException if one of them cannot start; the others are stopped again
     */
    public static SecuredStack start() {
        SecuredStack stack = start(LocalSecurity::withPasswords);
        LocalSecurity users = stack.security;
        for (User user : List.of(users.kafkaConsumer(), users.kafkaProducer())) {
            stack.kafka.setPassword(user, user.password());
        }
        return stack;
    }

    /**
     * As {@link #start}, with servers that demand client certificates instead of passwords.
     *
     * @throws LocalStackException if one of them cannot start; the others are stopped again
     */
    public static SecuredStack startWithClientCertificates() {
        return start(LocalSecurity::withClientCertificates);
    }

    /**
     * As {@link #start}, with tokens instead of passwords in Kafka.
     *
     * @throws LocalStackException if one of the servers cannot start; the others are stopped again
     */
    public static SecuredStack startWithTokens() {
        return start(LocalSecurity::withTokens);
    }

    private static SecuredStack start(Function<Path, LocalSecurity> security) {
        DataFolder folder = new DataFolder(null);
        Path path = folder.path();
        LocalSecurity users = security.apply(path.resolve("certificates"));
        SecuredStack stack = new SecuredStack(
                folder,
                users,
                new SecuredKafka(path.resolve("kafka"), users),
                new SecuredPostgres(path.resolve("postgres"), users),
                new SecuredRedis(path.resolve("redis"), users));
        stack.startServers();
        stack.postgres.setPassword(users.postgres(), users.postgres().password());
        return stack;
    }

    @Override
    public SecuredKafka kafka() {
        return kafka;
    }

    @Override
    public SecuredPostgres postgres() {
        return postgres;
    }

    @Override
    public SecuredRedis redis() {
        return redis;
    }

    public LocalSecurity security() {
        return security;
    }

    /** Where there are tokens. */
    public LocalTokenServer tokenServer() {
        return security.tokenServer().orElseThrow();
    }

    /** The variables of a service that uses these servers as their users, who may not create topics. */
    @Override
    public Map<String, String> variables(String database) {
        Map<String, String> variables = super.variables(database);
        variables.put("KAFKA_BOOTSTRAP_SERVERS", kafka.securedServers());
        variables.put("KAFKA_CREATE_TOPICS", "false");
        variables.put("REDIS_HOST", Certificates.HOST);
        variables.put("PG_HOST", Certificates.HOST);
        variables.putAll(security.variables());
        return variables;
    }

    /**
     * Allows the users what a service in a workspace needs, and nothing else: the consumer to read the source topic in its
     * group, the producer to write to the destination topic and the source topic's dead letters.
     *
     * @param source short name of its source topic
     * @param destination short name of its destination topic
     */
    public void allow(Workspace workspace, String source, String destination) {
        String consumed = workspace.topic(source);
        kafka.allow(security.kafkaConsumer(), TOPIC, consumed, READ, DESCRIBE);
        kafka.allow(security.kafkaConsumer(), GROUP, workspace.consumerGroup(source), READ);
        kafka.allow(security.kafkaProducer(), TOPIC, workspace.topic(destination), WRITE, DESCRIBE);
        kafka.allow(security.kafkaProducer(), TOPIC, consumed + ".dlq", WRITE, DESCRIBE);
        postgres.allow(security.postgres(), workspace.database());
    }

    /** Makes the servers use the latest certificate for new connections. Restarts Redis. */
    public void reloadCertificates() {
        kafka.reloadCertificate();
        postgres.reloadCertificate();
        redis.stop();
        redis.start();
    }
}
