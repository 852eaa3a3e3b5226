package dev.orderpipeline.common.kafka;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.apache.kafka.common.security.oauthbearer.internals.OAuthBearerSaslClientCallbackHandler;
import org.jspecify.annotations.Nullable;

/**
 * Passes the present token to each connection as Kafka's own handler does, unless it expires: the broker's reason against
 * it would not be that the token server has issued no other.
 */
public final class TokenClientHandler implements AuthenticateCallbackHandler {

    private final OAuthBearerSaslClientCallbackHandler kafka = new OAuthBearerSaslClientCallbackHandler();
    private @Nullable TokenSource tokens;

    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> jaasEntries) {
        kafka.configure(configs, mechanism, jaasEntries);
        tokens = (TokenSource) configs.get(TokenSource.SETTING);
    }

    @Override
    public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
        kafka.handle(callbacks);
        for (Callback callback : callbacks) {
            if (callback instanceof OAuthBearerTokenCallback token && token.token() != null) {
                Objects.requireNonNull(tokens).requireValid(token.token());
            }
        }
    }

    @Override
    public void close() {
        kafka.close();
    }
}
