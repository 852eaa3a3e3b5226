package dev.orderpipeline.testing.secured;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The security of a stack: the servers' certificates and the users of the services. Generated for each
 * stack. The passwords contain every character that needs escaping somewhere.
 */
public record LocalSecurity(
        Certificates certificates, User kafkaConsumer, User kafkaProducer, User redis, User postgres) {

    /** @param name only letters */
    public record User(String name, String password) {}

    private static final String SPECIAL_CHARACTERS = "'; \"quoted\" \\ ${x} %s {} <&> $1 @:/?#=,ü";

    /** @param folder of the certificates; created where missing */
    public static LocalSecurity generate(Path folder) {
        return new LocalSecurity(
                new Certificates(folder), user("reader"), user("writer"), user("looker"), user("loader"));
    }

    /** All passwords, for tests that none is printed. */
    public List<String> passwords() {
        return List.of(kafkaConsumer.password, kafkaProducer.password, redis.password, postgres.password);
    }

    /** The variables of a service: credentials and certificate authority. */
    public Map<String, String> variables() {
        return Map.of(
                "CERTIFICATE_PATH", certificates.authority().toString(),
                "KAFKA_CONSUMER_USERNAME", kafkaConsumer.name,
                "KAFKA_CONSUMER_PASSWORD", kafkaConsumer.password,
                "KAFKA_PRODUCER_USERNAME", kafkaProducer.name,
                "KAFKA_PRODUCER_PASSWORD", kafkaProducer.password,
                "REDIS_USERNAME", redis.name,
                "REDIS_PASSWORD", redis.password,
                "PG_USER", postgres.name,
                "PG_PASSWORD", postgres.password);
    }

    private static User user(String name) {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        return new User(name, HexFormat.of().formatHex(random) + SPECIAL_CHARACTERS);
    }
}
