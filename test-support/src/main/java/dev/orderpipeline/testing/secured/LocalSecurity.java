package dev.orderpipeline.testing.secured;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The security of a stack: the servers' certificates and the users of the services. Generated for each
 * stack. The passwords contain every character that needs escaping somewhere.
 *
 * @param clientCertificates whether the servers demand the users' certificates, and no passwords
 * @param tokenServer issues the tokens that Kafka demands instead of passwords, where it does; the users are its clients
 */
public record LocalSecurity(
        Certificates certificates,
        User kafkaConsumer,
        User kafkaProducer,
        User redis,
        User postgres,
        boolean clientCertificates,
        Optional<LocalTokenServer> tokenServer) {

    /** @param name only letters */
    public record User(String name, String password) {}

    private static final String SPECIAL_CHARACTERS = "'; \"quoted\" \\ ${x} %s {} <&> $1 @:/?#=,ü";

    /** @param folder of the certificates; created where missing */
    public static LocalSecurity withPasswords(Path folder) {
        return withUsers(new Certificates(folder), false, Optional.empty());
    }

    /** @param folder of the certificates, with those of the users; created where missing */
    public static LocalSecurity withClientCertificates(Path folder) {
        LocalSecurity security = withUsers(new Certificates(folder), true, Optional.empty());
        security.users().forEach(user -> security.certificates.issueClient(user.name));
        return security;
    }

    /** @param folder of the certificates and the token server's keys; created where missing */
    public static LocalSecurity withTokens(Path folder) {
        Certificates certificates = new Certificates(folder);
        LocalTokenServer tokenServer = new LocalTokenServer(folder, certificates);
        LocalSecurity security = withUsers(certificates, false, Optional.of(tokenServer));
        for (User user : List.of(security.kafkaConsumer, security.kafkaProducer)) {
            tokenServer.setSecret(user.name, user.password);
        }
        return security;
    }

    private static LocalSecurity withUsers(
            Certificates certificates, boolean clientCertificates, Optional<LocalTokenServer> tokenServer) {
        return new LocalSecurity(
                certificates,
                user("reader"),
                user("writer"),
                user("looker"),
                user("loader"),
                clientCertificates,
                tokenServer);
    }

    public List<User> users() {
        return List.of(kafkaConsumer, kafkaProducer, redis, postgres);
    }

    /** All passwords, for tests that none is printed. */
    public List<String> passwords() {
        return users().stream().map(User::password).toList();
    }

    /** The variables of a service: credentials of users or token clients, or client certificates; and certificate authority. */
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
        Map<String, String> variables = new HashMap<>(Map.of(
                "CERTIFICATE_PATH", certificates.authority().toString(),
                "REDIS_USERNAME", redis.name,
                "REDIS_PASSWORD", redis.password,
                "PG_USER", postgres.name,
                "PG_PASSWORD", postgres.password));
        variables.putAll(tokenServer.map(this::tokenVariables).orElseGet(() -> kafkaVariables("USERNAME", "PASSWORD")));
        return variables;
    }

    private Map<String, String> tokenVariables(LocalTokenServer server) {
        Map<String, String> variables = kafkaVariables("OAUTH_CLIENT_ID", "OAUTH_CLIENT_SECRET");
        variables.put("KAFKA_SASL_MECHANISM", "OAUTHBEARER");
        variables.put("KAFKA_OAUTH_TOKEN_URL", server.url());
        variables.put("KAFKA_OAUTH_SCOPE", LocalTokenServer.SCOPE);
        return variables;
    }

    private Map<String, String> kafkaVariables(String name, String password) {
        return new HashMap<>(Map.of(
                "KAFKA_CONSUMER_" + name, kafkaConsumer.name,
                "KAFKA_CONSUMER_" + password, kafkaConsumer.password,
                "KAFKA_PRODUCER_" + name, kafkaProducer.name,
                "KAFKA_PRODUCER_" + password, kafkaProducer.password));
    }

    private static User user(String name) {
        byte[] random = new byte[8];
        new SecureRandom().nextBytes(random);
        return new User(name, HexFormat.of().formatHex(random) + SPECIAL_CHARACTERS);
    }
}
