package dev.orderpipeline.testing.secured;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The security of a stack: the servers' certificates and the users of the services. Generated for each
 * stack. The passwords contain every character that needs escaping somewhere.
 *
 * @param clientCertificates whether the servers demand the users' certificates, and no passwords
 */
public record LocalSecurity(
        Certificates certificates,
        User kafkaConsumer,
        User kafkaProducer,
        User redis,
        User postgres,
        boolean clientCertificates) {

    /** @param name only letters */
    public record User(String name, String password) {}

    private static final String SPECIAL_CHARACTERS = "'; \"quoted\" \\ ${x} %s {} <&> $1 @:/?#=,ü";

    /** @param folder of the certificates; created where missing */
    public static LocalSecurity withPasswords(Path folder) {
        return new LocalSecurity(
                new Certificates(folder), user("reader"), user("writer"), user("looker"), user("loader"), false);
    }

    /** @param folder of the certificates, with those of the users; created where missing */
    public static LocalSecurity withClientCertificates(Path folder) {
        LocalSecurity security = new LocalSecurity(
                new Certificates(folder), user("reader"), user("writer"), user("looker"), user("loader"), true);
        security.users().forEach(user -> security.certificates.issueClient(user.name));
        return security;
    }

    public List<User> users() {
        return List.of(kafkaConsumer, kafkaProducer, redis, postgres);
    }

    /** All passwords, for tests that none is printed. */
    public List<String> passwords() {
        return users().stream().map(User::password).toList();
    }

    /** The variables of a service: credentials or client certificates, and certificate authority. */
    public Map<String, String> variables() {
        return clientCertificates ? certificateVariables() : passwordVariables();
    }

    private Map<String, String> certificateVariables() {
        Map<String, String> variables = new HashMap<>(Map.of("PG_USER", postgres.name));
        for (String server : List.of("KAFKA", "REDIS", "PG")) {
            variables.put(server + "_CERTIFICATE_PATH", certificates.authority().toString());
        }
        Map.of("KAFKA_CONSUMER", kafkaConsumer, "KAFKA_PRODUCER", kafkaProducer, "REDIS", redis, "PG", postgres)
                .forEach((prefix, user) -> {
                    variables.put(
                            prefix + "_CLIENT_CERTIFICATE_PATH",
                            certificates.clientCertificate(user.name).toString());
                    variables.put(
                            prefix + "_CLIENT_KEY_PATH",
                            certificates.clientKey(user.name).toString());
                });
        return variables;
    }

    private Map<String, String> passwordVariables() {
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
