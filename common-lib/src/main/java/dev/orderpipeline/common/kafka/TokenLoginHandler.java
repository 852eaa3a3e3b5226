package dev.orderpipeline.common.kafka;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.auth.SaslExtensionsCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.jspecify.annotations.Nullable;

/** Passes the tokens of a {@link TokenSource} to Kafka's login module, at start and before each of them expires. */
public final class TokenLoginHandler implements AuthenticateCallbackHandler {

    private final Map<String, Object> settings = new HashMap<>();
    private @Nullable TokenSource tokens;

    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> jaasEntries) {
        settings.putAll(configs);
        tokens = (TokenSource) configs.get(TokenSource.SETTING);
    }

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (callback instanceof OAuthBearerTokenCallback token) {
                Objects.requireNonNull(tokens).request(token, settings);
            } else if (!(callback instanceof SaslExtensionsCallback)) {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    @Override
    public void close() {
        // Holds nothing.
    }
}
