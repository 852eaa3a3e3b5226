package dev.orderpipeline.common.failure;

import dev.orderpipeline.common.kafka.KafkaUser;
import dev.orderpipeline.common.kafka.RejectedClientException;
import dev.orderpipeline.common.kafka.RejectedUserException;
import dev.orderpipeline.common.kafka.TokenServerException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.jspecify.annotations.Nullable;

/** Advice for a token server that issues no token, for a client that it rejects, and for a token that the brokers reject. */
final class TokenAdvice {

    private static final TlsAdvice TLS = new TlsAdvice(
            "the token server", "KAFKA_OAUTH_TOKEN_URL", "KAFKA_OAUTH_CERTIFICATE_PATH", "KAFKA_OAUTH_TOKEN_URL");

    /** A broker's reason against a token is JSON; that of others has the mechanism. */
    private static final Pattern REJECTED_TOKEN = Pattern.compile("^\\{\"status\"|OAUTHBEARER");

    private TokenAdvice() {}

    /** @param failure the first Kafka exception among the causes */
    static Optional<String> of(KafkaException failure, List<Throwable> causes) {
        if (failure instanceof TokenServerException) {
            return Optional.of(TLS.of(causes).orElse("check KAFKA_OAUTH_TOKEN_URL"));
        }
        return failure instanceof RejectedUserException rejected
                ? of(rejected.user(), rejected.getCause())
                : Optional.empty();
    }

    private static Optional<String> of(KafkaUser user, @Nullable Throwable reason) {
        String client = "%s, %s and KAFKA_OAUTH_SCOPE"
                .formatted(user.variable("OAUTH_CLIENT_ID"), user.variable("OAUTH_CLIENT_SECRET"));
        if (reason instanceof RejectedClientException) {
            return Optional.of("the token server rejects the %s's client: check %s".formatted(user.role(), client));
        }
        boolean token = reason instanceof SaslAuthenticationException rejected
                && REJECTED_TOKEN.matcher(String.valueOf(rejected.getMessage())).find();
        return token
                ? Optional.of(
                        ("the brokers reject the %s's token, whose issuer, audience, subject or lifetime they do not accept:"
                                        + " check KAFKA_OAUTH_TOKEN_URL, %s, and the clocks")
                                .formatted(user.role(), client))
                : Optional.empty();
    }
}
