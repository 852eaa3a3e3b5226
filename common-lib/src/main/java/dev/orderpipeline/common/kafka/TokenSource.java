package dev.orderpipeline.common.kafka;

import dev.orderpipeline.common.config.KafkaSettings.Credentials;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.config.TokenServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import javax.security.auth.login.AppConfigurationEntry.LoginModuleControlFlag;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.internals.BrokerSecurityConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.oauthbearer.ClientCredentialsJwtRetriever;
import org.apache.kafka.common.security.oauthbearer.ClientJwtValidator;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Requests the tokens of a role by Kafka's own handler. That one reads its settings once, so there is one for each request,
 * with the present secret and authorities; and its failures would be logged as the text of a stack trace.
 */
final class TokenSource {

    /**
     * The client's setting that holds its source. Clients share a login if their settings that begin with {@code sasl.} are
     * equal.
     */
    static final String SETTING = "sasl.pipeline.tokens";

    private static final Logger LOG = LoggerFactory.getLogger(TokenSource.class);
    private static final Pattern RESPONSE =
            Pattern.compile("response code (\\d+) and error (?:response|message) (.*) was encountered", Pattern.DOTALL);
    private static final List<String> CLIENT_ERRORS = List.of("400", "401", "403");
    private static final int MAX_ERROR_LENGTH = 200;
    /** A broker rejects a connection that authenticates again after less than a second, as the end of a token makes it do. */
    private static final Duration MIN_LIFETIME = Duration.ofSeconds(2);

    private final KafkaUser user;
    private final TokenServer server;
    private final Credentials client;

    /** Not under a lock: the threads of connections must not wait for a request. */
    private volatile Optional<KafkaException> failure = Optional.empty();

    private volatile boolean issued;
    private volatile String reported = "";

    TokenSource(KafkaUser user, TokenServer server, Credentials client) {
        this.user = user;
        this.server = server;
        this.client = client;
        allow(server.url().toString());
    }

    /** Kafka's client requests tokens from no address that this property of the process does not have. */
    private static synchronized void allow(String url) {
        String name = BrokerSecurityConfigs.ALLOWED_SASL_OAUTHBEARER_URLS_CONFIG;
        String allowed = System.getProperty(name, "");
        if (!List.of(allowed.split(",")).contains(url)) {
            System.setProperty(name, allowed.isEmpty() ? url : allowed + "," + url);
        }
    }

    /** Why the last request failed; empty if it did not. */
    Optional<KafkaException> failure() {
        return failure;
    }

    /**
     * Requests a token, and passes it or the failure to the callback. Kafka's logins call it one after the other.
     *
     * @param settings of the Kafka client
     */
    void request(OAuthBearerTokenCallback callback, Map<String, ?> settings) {
        failure = attempt(callback, settings);
        failure.ifPresentOrElse(
                reason -> {
                    callback.error("no_token", String.valueOf(reason.getMessage()), null);
                    report("No new token of the %s: %s".formatted(user.role(), reason.getMessage()));
                },
                () -> {
                    issued = true;
                    reported = "";
                });
    }

    /** Once, and not without a token before it: the loop logs that, for each attempt. */
    private void report(String problem) {
        if (issued && !problem.equals(reported)) {
            LOG.warn(problem);
            reported = problem;
        }
    }

    /** @throws ExpiredTokenException if the token has expired or is about to */
    void requireValid(OAuthBearerToken token) throws ExpiredTokenException {
        Instant end = Instant.ofEpochMilli(token.lifetimeMs());
        if (end.isBefore(Instant.now().plus(MIN_LIFETIME))) {
            throw new ExpiredTokenException("the %s's token expires at %s%s"
                    .formatted(
                            user.role(),
                            end,
                            failure.map(reason -> ", and there is no new one: " + reason.getMessage())
                                    .orElse("")));
        }
    }

    private Optional<KafkaException> attempt(OAuthBearerTokenCallback callback, Map<String, ?> settings) {
        OAuthBearerLoginCallbackHandler kafka = new OAuthBearerLoginCallbackHandler();
        try {
            kafka.configure(request(settings), OAuthBearerLoginModule.OAUTHBEARER_MECHANISM, List.of(tls()));
            kafka.handle(new Callback[] {callback});
            return callback.token() == null
                    ? Optional.of(new TokenServerException(
                            "the token of %s is none that Kafka's client takes: %s"
                                    .formatted(server, callback.errorDescription()),
                            null))
                    : Optional.empty();
        } catch (KafkaException | IOException | UnsupportedCallbackException e) {
            return Optional.of(explained(e));
        } finally {
            kafka.close();
        }
    }

    private Map<String, Object> request(Map<String, ?> settings) {
        Map<String, Object> request = new HashMap<>(settings);
        request.put(SaslConfigs.SASL_OAUTHBEARER_JWT_RETRIEVER_CLASS, ClientCredentialsJwtRetriever.class);
        // The default one needs jose4j, which verifies signatures: the brokers do that.
        request.put(SaslConfigs.SASL_OAUTHBEARER_JWT_VALIDATOR_CLASS, ClientJwtValidator.class);
        request.put(
                SaslConfigs.SASL_OAUTHBEARER_TOKEN_ENDPOINT_URL, server.url().toString());
        request.put(SaslConfigs.SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_ID, client.username());
        request.put(
                SaslConfigs.SASL_OAUTHBEARER_CLIENT_CREDENTIALS_CLIENT_SECRET,
                new Password(client.password().value()));
        server.scope().ifPresent(scope -> request.put(SaslConfigs.SASL_OAUTHBEARER_SCOPE, scope));
        // Few attempts: the loop retries, and Kafka's login every 10 s.
        request.put(SaslConfigs.SASL_LOGIN_RETRY_BACKOFF_MS, Timeouts.TOKEN_RETRIES.toMillis());
        request.put(SaslConfigs.SASL_LOGIN_RETRY_BACKOFF_MAX_MS, Timeouts.TOKEN_RETRIES.toMillis());
        request.putIfAbsent(
                SaslConfigs.SASL_LOGIN_CONNECT_TIMEOUT_MS, Math.toIntExact(Timeouts.TOKEN_CONNECT.toMillis()));
        request.putIfAbsent(SaslConfigs.SASL_LOGIN_READ_TIMEOUT_MS, Math.toIntExact(Timeouts.TOKEN.toMillis()));
        return request;
    }

    /** Kafka's handler takes the settings of TLS from the options of its login module. */
    private AppConfigurationEntry tls() {
        Map<String, Object> options = new HashMap<>();
        server.authorities().ifPresent(file -> {
            options.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, DefaultSslEngineFactory.PEM_TYPE);
            options.put(SslConfigs.SSL_TRUSTSTORE_LOCATION_CONFIG, file.toString());
        });
        return new AppConfigurationEntry(
                OAuthBearerLoginModule.class.getName(), LoginModuleControlFlag.REQUIRED, options);
    }

    private KafkaException explained(Exception problem) {
        List<Throwable> causes = Stream.<Throwable>iterate(problem, cause -> cause != null, Throwable::getCause)
                .toList();
        Throwable cause = causes.get(causes.size() - 1);
        Matcher response = RESPONSE.matcher(String.valueOf(cause.getMessage()));
        if (response.find()) {
            return ofResponse(response.group(1), response.group(2));
        }
        String from = "no token from " + server;
        // Its causes are those of TLS, which have advice of their own.
        return causes.stream()
                .filter(SSLException.class::isInstance)
                .findFirst()
                .map(tls -> new TokenServerException(from, tls))
                .orElseGet(() -> new TokenServerException(
                        "%s (%s: %s)".formatted(from, cause.getClass().getSimpleName(), cause.getMessage()), null));
    }

    private KafkaException ofResponse(String status, String error) {
        String text = error.length() > MAX_ERROR_LENGTH ? error.substring(0, MAX_ERROR_LENGTH) + "…" : error;
        String message = "no token from %s (status %s, %s)".formatted(server, status, text);
        return CLIENT_ERRORS.contains(status)
                ? new RejectedClientException(message)
                : new TokenServerException(message, null);
    }
}
