package dev.orderpipeline.common.config;

import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Names that other programs give to settings for which the services have variables of their own. */
final class OtherNames {

    private static final String DATABASE = "(PG|POSTGRES|POSTGRESQL|DB|DATABASE)_?";
    private static final String SERVER = "(KAFKA|PG|POSTGRES|POSTGRESQL|DB|DATABASE|REDIS)_";
    private static final String ADDRESS = "(URLS?|URI|DSN|ADDR|ADDRESS|ADDRESSES|ENDPOINTS?)";

    private static final List<OtherName> NAMES = List.of(
            either("(KAFKA_)?BOOTSTRAP_SERVERS?|KAFKA_BOOTSTRAP", "KAFKA_BOOTSTRAP_SERVERS"),
            either("KAFKA_(BROKERS?|BROKER_LIST|SERVERS?|NODES)", "KAFKA_BOOTSTRAP_SERVERS"),
            either("KAFKA_((BROKERS?|BOOTSTRAP|SERVERS?)_)?" + ADDRESS, "KAFKA_BOOTSTRAP_SERVERS"),
            either("KAFKA_TOPICS?(_NAME)?", "KAFKA_SOURCE_TOPIC", "KAFKA_DESTINATION_TOPIC"),
            either("(KAFKA_)?(SOURCE|INPUT|IN|CONSUMER)_TOPIC(_NAME)?", "KAFKA_SOURCE_TOPIC"),
            either("(KAFKA_)?(DESTINATION|TARGET|OUTPUT|OUT|SINK|PRODUCER)_TOPIC(_NAME)?", "KAFKA_DESTINATION_TOPIC"),
            either("KAFKA_(DLQ|DLT|DEAD_?LETTERS?)(_QUEUE)?(_TOPIC)?(_NAME)?|DLQ_TOPIC", "KAFKA_DLQ_TOPIC"),
            either("KAFKA_(CONSUMER_)?GROUP_?(ID|NAME)|CONSUMER_GROUP(_ID)?", "KAFKA_CONSUMER_GROUP"),
            either("KAFKA_SASL_(USER|USER_?NAME|LOGIN)", "KAFKA_CONSUMER_USERNAME", "KAFKA_PRODUCER_USERNAME"),
            either("KAFKA_(SASL_)?PASS(WORD)?", "KAFKA_CONSUMER_PASSWORD", "KAFKA_PRODUCER_PASSWORD"),
            either("(KAFKA_)?(SASL_)?OAUTH(BEARER)?_TOKEN_(ENDPOINT|ENDPOINT_UR[IL]|UR[IL])", "KAFKA_OAUTH_TOKEN_URL"),
            either(
                    "(KAFKA_)?(SASL_)?OAUTH(BEARER)?_CLIENT_ID",
                    "KAFKA_CONSUMER_OAUTH_CLIENT_ID",
                    "KAFKA_PRODUCER_OAUTH_CLIENT_ID"),
            either(
                    "(KAFKA_)?(SASL_)?OAUTH(BEARER)?_CLIENT_SECRET",
                    "KAFKA_CONSUMER_OAUTH_CLIENT_SECRET",
                    "KAFKA_PRODUCER_OAUTH_CLIENT_SECRET"),
            either("(SASL_)?OAUTH(BEARER)?_SCOPES?", "KAFKA_OAUTH_SCOPE"),
            either(DATABASE + "(HOST|HOST_?NAME|SERVER|ADDR|ADDRESS)", "PG_HOST"),
            either(DATABASE + "PORT", "PG_PORT"),
            either(DATABASE + "(NAME|DB|DB_?NAME|DATABASE|DATABASE_NAME)", "PG_DB_NAME"),
            either(DATABASE + "(USER|USER_?NAME|LOGIN)", "PG_USER"),
            either(DATABASE + "(PASS|PASSWD|PASSWORD|PWD)", "PG_PASSWORD"),
            either(DATABASE + "(SSL|SSL_?MODE|TLS)", "PG_SSLMODE"),
            all("(JDBC_|" + DATABASE + ")(JDBC_)?(URL|URI|DSN)", "PG_HOST", "PG_PORT", "PG_DB_NAME"),
            all("REDIS_" + ADDRESS, "REDIS_HOST", "REDIS_PORT"),
            either("REDIS_SENTINEL_?(HOSTS?|NODES?|SERVERS?|" + ADDRESS + ")", "REDIS_SENTINELS"),
            either("REDIS_(SENTINEL_)?MASTER(_?(NAME|SET|ID|GROUP|SERVICE|SERVICE_NAME))?", "REDIS_MASTER_NAME"),
            all("REDIS_CLUSTER_?(HOSTS?|NODES?|SERVERS?|" + ADDRESS + ")", "REDIS_CLUSTER", "REDIS_HOST"),
            either("REDIS_(CLUSTER_(MODE|ENABLED?)(_ENABLED)?|USE_CLUSTER|IS_CLUSTER)", "REDIS_CLUSTER"),
            either("REDIS_(DB|DB_?(INDEX|NUMBER|NUM)|DATABASE_(INDEX|NUMBER))", "REDIS_DATABASE"),
            either("REDIS_(SERVERS?|NODES?|HOSTS)", "REDIS_HOST"),
            either("REDIS_(USER|USER_?NAME|LOGIN)", "REDIS_USERNAME"),
            either("REDIS_(PASS|PASSWD|PWD)", "REDIS_PASSWORD"),
            either("REDIS_(TLS|USE_(SSL|TLS)|(SSL|TLS)_ENABLED)", "REDIS_SSL"),
            either("KAFKA_((SSL|TLS)_KEY(STORE)?|PRIVATE_KEY)(_(PATH|FILE|LOCATION))?", "KAFKA_CLIENT_KEY_PATH"),
            either("REDIS_((SSL|TLS)_)?KEY(_(PATH|FILE))?", "REDIS_CLIENT_KEY_PATH"),
            either(DATABASE + "(SSL|TLS)_?KEY(_(PATH|FILE))?", "PG_CLIENT_KEY_PATH"),
            either("PG_?SSLCERT", "PG_CLIENT_CERTIFICATE_PATH"),
            either(
                    "(" + SERVER + ")?((SSL|TLS)_)?(CA_|ROOT_)?CERT(IFICATE)?S?(_(PATH|FILE|LOCATION))?",
                    "CERTIFICATE_PATH"),
            either("(" + SERVER + ")?((SSL|TLS)_)?CA_(PATH|FILE)|PG_?SSLROOTCERT", "CERTIFICATE_PATH"),
            either("KAFKA_SSL_(TRUSTSTORE|CA)(_LOCATION)?", "CERTIFICATE_PATH"));

    private record OtherName(Pattern pattern, Suggestion suggestion) {}

    /**
     * The variables of the services that a name suggests.
     *
     * @param conjunction joins the variables in a message: {@code or} if one of them is enough, else {@code and}
     */
    record Suggestion(Set<String> variables, String conjunction) {

        @Override
        public String toString() {
            return String.join(" " + conjunction + " ", variables);
        }
    }

    private OtherNames() {}

    /** The variables that the name suggests: those of the first pattern that matches. */
    static Optional<Suggestion> suggestion(String name) {
        String upperCase = name.toUpperCase(Locale.ROOT);
        return NAMES.stream()
                .filter(other -> other.pattern().matcher(upperCase).matches())
                .map(OtherName::suggestion)
                .findFirst();
    }

    private static OtherName either(String pattern, String... variables) {
        return new OtherName(Pattern.compile(pattern), new Suggestion(ordered(variables), "or"));
    }

    private static OtherName all(String pattern, String... variables) {
        return new OtherName(Pattern.compile(pattern), new Suggestion(ordered(variables), "and"));
    }

    private static Set<String> ordered(String... variables) {
        return new LinkedHashSet<>(Arrays.asList(variables));
    }
}
