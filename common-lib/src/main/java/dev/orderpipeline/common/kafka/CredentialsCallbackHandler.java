package dev.orderpipeline.common.kafka;

import dev.orderpipeline.common.config.KafkaSettings.Credentials;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.scram.ScramExtensionsCallback;

/**
 * Passes a client's credentials to SASL unchanged. Kafka's own way is a JAAS line, in which some characters have to be
 * escaped, others are not allowed, and the parser's error messages contain the password.
 */
public final class CredentialsCallbackHandler implements AuthenticateCallbackHandler {

    /** The client's setting that holds its {@link Credentials}. */
    static final String CREDENTIALS = "pipeline.credentials";

    private Optional<Credentials> credentials = Optional.empty();

    @Override
    public void configure(Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> jaasEntries) {
        credentials = Optional.ofNullable((Credentials) configs.get(CREDENTIALS));
    }

    @Override
    public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                name.setName(credentials.orElseThrow().username());
            } else if (callback instanceof PasswordCallback password) {
                password.setPassword(
                        credentials.orElseThrow().password().value().toCharArray());
            } else if (!(callback instanceof ScramExtensionsCallback)) {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    @Override
    public void close() {}
}
