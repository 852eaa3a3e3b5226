package dev.orderpipeline.common.config;

import dev.orderpipeline.common.config.KafkaSettings.Credentials;
import dev.orderpipeline.common.value.WhiteSpace;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How the clients authenticate by SASL: by user name and password, or by tokens. */
record SaslSettings(
        String mechanism,
        Optional<Credentials> consumer,
        Optional<Credentials> producer,
        Optional<TokenServer> tokenServer) {

    static final String TOKENS = "OAUTHBEARER";

    private static final String MECHANISM = "KAFKA_SASL_MECHANISM";
    private static final String DEFAULT_MECHANISM = "SCRAM-SHA-512";
    private static final List<String> MECHANISMS = List.of(DEFAULT_MECHANISM, "SCRAM-SHA-256", "PLAIN", TOKENS);
    private static final List<String> PREFIXES = List.of("KAFKA_CONSUMER", "KAFKA_PRODUCER");

    private static final String USERNAME = "_USERNAME";
    private static final String PASSWORD = "_PASSWORD";
    private static final String CLIENT_ID = "_OAUTH_CLIENT_ID";
    private static final String CLIENT_SECRET = "_OAUTH_CLIENT_SECRET";

    static final SaslSettings NONE =
            new SaslSettings(DEFAULT_MECHANISM, Optional.empty(), Optional.empty(), Optional.empty());

    /** Whether variables, used or not, have credentials. */
    static boolean areSet(SettingsReader reader) {
        return hasClients(reader)
                || PREFIXES.stream()
                        .anyMatch(prefix -> reader.isSet(prefix + USERNAME) || reader.isSecretSet(prefix + PASSWORD));
    }

    /** Whether the variables are those of tokens. */
    static boolean usesTokens(SettingsReader reader) {
        return reader.text(MECHANISM).map(TOKENS::equalsIgnoreCase).orElseGet(() -> hasClients(reader));
    }

    private static boolean hasClients(SettingsReader reader) {
        return reader.isSet(TokenServer.URL)
                || PREFIXES.stream()
                        .anyMatch(prefix ->
                                reader.isSet(prefix + CLIENT_ID) || reader.isSecretSet(prefix + CLIENT_SECRET));
    }

    static SaslSettings read(
            SettingsReader reader, String protocol, ClientProperties consumer, ClientProperties producer) {
        String mechanism = reader.oneOf(MECHANISM, MECHANISMS, usesTokens(reader) ? TOKENS : DEFAULT_MECHANISM);
        if (mechanism.equals(TOKENS)) {
            return ofTokens(reader, consumer, producer);
        }
        if (hasClients(reader)) {
            reader.problem(
                    MECHANISM,
                    "must be %s when %s or a client's id or secret is set, was '%s'"
                            .formatted(TOKENS, TokenServer.URL, mechanism));
            return NONE;
        }
        return new SaslSettings(
                mechanism,
                user(reader, "consumer", protocol, mechanism),
                user(reader, "producer", protocol, mechanism),
                Optional.empty());
    }

    /** Both roles get their tokens from the token server, or by a callback handler among their properties. */
    private static SaslSettings ofTokens(SettingsReader reader, ClientProperties consumer, ClientProperties producer) {
        PREFIXES.forEach(prefix -> rejectUser(reader, prefix));
        if (!KafkaProperties.haveLogin(consumer) && !KafkaProperties.haveLogin(producer)) {
            return new SaslSettings(
                    TOKENS, client(reader, "consumer"), client(reader, "producer"), TokenServer.read(reader));
        }
        if (!KafkaProperties.haveLogin(consumer)) {
            KafkaProperties.requireLogin(reader, KafkaProperties.CONSUMER, KafkaProperties.PRODUCER);
        }
        if (!KafkaProperties.haveLogin(producer)) {
            KafkaProperties.requireLogin(reader, KafkaProperties.PRODUCER, KafkaProperties.CONSUMER);
        }
        if (hasClients(reader)) {
            reader.problem(
                    TokenServer.URL,
                    "must not be set, nor the clients' ids and secrets, beside " + KafkaProperties.LOGIN_HANDLER);
        }
        return new SaslSettings(TOKENS, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static void rejectUser(SettingsReader reader, String prefix) {
        String instead = "must not be set with %s=%s: set %s".formatted(MECHANISM, TOKENS, prefix);
        if (reader.isSet(prefix + USERNAME)) {
            reader.problem(prefix + USERNAME, instead + CLIENT_ID);
        }
        if (reader.isSecretSet(prefix + PASSWORD)) {
            reader.problem(reader.secretVariable(prefix + PASSWORD), instead + CLIENT_SECRET);
        }
    }

    /** @param role as in the names of its variables, but in lower case */
    private static Optional<Credentials> client(SettingsReader reader, String role) {
        String prefix = prefix(role);
        Optional<String> id = reader.text(prefix + CLIENT_ID);
        Optional<Secret> secret = reader.secret(prefix + CLIENT_SECRET);
        if (id.isEmpty()) {
            reader.problem(prefix + CLIENT_ID, "is missing: %s needs the %s's client".formatted(TOKENS, role));
        } else if (secret.isEmpty()) {
            reader.problem(
                    reader.secretVariable(prefix + CLIENT_SECRET), "is missing: the secret of '" + id.get() + "'");
        }
        secret.map(Secret::initial)
                .filter(text -> !WhiteSpace.strip(text).equals(text))
                .ifPresent(text -> reader.problem(
                        reader.secretVariable(prefix + CLIENT_SECRET),
                        "must be without white space around it, which Kafka's client removes"));
        return id.flatMap(name -> secret.map(text -> new Credentials(name, text)));
    }

    /** @param role as in the names of its variables, but in lower case */
    private static Optional<Credentials> user(SettingsReader reader, String role, String protocol, String mechanism) {
        String prefix = prefix(role);
        Optional<String> username = reader.text(prefix + USERNAME);
        Optional<Secret> password = reader.secret(prefix + PASSWORD);
        if (username.isEmpty()) {
            reader.problem(
                    prefix + USERNAME,
                    password.isPresent()
                            ? "is missing: a password is set for it"
                            : "is missing: " + protocol + " needs the " + role + "'s user name");
        } else if (password.isEmpty()) {
            reader.problem(
                    reader.secretVariable(prefix + PASSWORD), "is missing: the password of '" + username.get() + "'");
        } else if (mechanism.startsWith("SCRAM") && !username.get().matches("\\p{ASCII}+")) {
            reader.problem(
                    prefix + USERNAME,
                    "must be in ASCII, because Kafka accepts no other user names with %s, was '%s'"
                            .formatted(mechanism, username.get()));
        }
        return username.flatMap(name -> password.map(secret -> new Credentials(name, secret)));
    }

    private static String prefix(String role) {
        return "KAFKA_" + role.toUpperCase(Locale.ROOT);
    }
}
