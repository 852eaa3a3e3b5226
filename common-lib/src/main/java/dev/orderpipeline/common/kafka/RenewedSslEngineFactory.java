package dev.orderpipeline.common.kafka;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.orderpipeline.common.tls.ClientKey;
import dev.orderpipeline.common.tls.RenewedTls;
import dev.orderpipeline.common.tls.TlsMaterial;
import java.security.KeyStore;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.SecurityConfig;
import org.apache.kafka.common.config.SslConfigs;
import org.apache.kafka.common.config.types.Password;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.apache.kafka.common.security.ssl.DefaultSslEngineFactory;
import org.jspecify.annotations.Nullable;

/**
 * Creates the engine of each connection with the present certificates. Kafka's own factory, which this one configures, reads
 * files once in a client, and takes keys in PKCS#8 only.
 */
public final class RenewedSslEngineFactory implements SslEngineFactory {

    /** The client's setting that holds its {@link RenewedTls}. */
    static final String TLS = "pipeline.tls";

    private static final Set<String> SETTINGS = settings();
    private static final Set<String> KEYSTORE_OF_PROPERTIES = Set.of(
            SslConfigs.SSL_KEYSTORE_LOCATION_CONFIG,
            SslConfigs.SSL_KEYSTORE_PASSWORD_CONFIG,
            SslConfigs.SSL_KEY_PASSWORD_CONFIG);

    private final Map<String, Object> config = new HashMap<>();
    private @Nullable RenewedTls tls;

    @Override
    public void configure(Map<String, ?> configs) {
        SETTINGS.forEach(name -> config.put(name, configs.get(name)));
        tls = (RenewedTls) configs.get(TLS);
    }

    @Override
    public SSLEngine createClientSslEngine(String peerHost, int peerPort, String endpointIdentification) {
        TlsMaterial present = Objects.requireNonNull(tls).present();
        Map<String, Object> ofThisConnection = new HashMap<>(config);
        if (!present.authorities().isEmpty()) {
            ofThisConnection.put(SslConfigs.SSL_TRUSTSTORE_TYPE_CONFIG, DefaultSslEngineFactory.PEM_TYPE);
            ofThisConnection.put(SslConfigs.SSL_TRUSTSTORE_CERTIFICATES_CONFIG, pem(present.authorities()));
        }
        present.client().ifPresent(client -> {
            ofThisConnection.keySet().removeAll(KEYSTORE_OF_PROPERTIES);
            ofThisConnection.put(SslConfigs.SSL_KEYSTORE_TYPE_CONFIG, DefaultSslEngineFactory.PEM_TYPE);
            ofThisConnection.put(SslConfigs.SSL_KEYSTORE_KEY_CONFIG, pem(client));
            ofThisConnection.put(SslConfigs.SSL_KEYSTORE_CERTIFICATE_CHAIN_CONFIG, pem(client.chain()));
        });
        DefaultSslEngineFactory engines = new DefaultSslEngineFactory();
        engines.configure(ofThisConnection);
        return engines.createClientSslEngine(peerHost, peerPort, endpointIdentification);
    }

    @Override
    public SSLEngine createServerSslEngine(String peerHost, int peerPort) {
        throw new UnsupportedOperationException("for clients only");
    }

    /** The settings of a client never change. */
    @Override
    public boolean shouldBeRebuilt(Map<String, Object> nextConfigs) {
        return false;
    }

    @Override
    public Set<String> reconfigurableConfigs() {
        return Set.of();
    }

    @Override
    public @Nullable KeyStore keystore() {
        return null;
    }

    @Override
    public @Nullable KeyStore truststore() {
        return null;
    }

    @Override
    public void close() {
        // Nothing is open.
    }

    private static Set<String> settings() {
        ConfigDef definition = new ConfigDef().withClientSslSupport();
        definition.define(
                SecurityConfig.SECURITY_PROVIDERS_CONFIG, ConfigDef.Type.STRING, ConfigDef.Importance.LOW, "");
        return definition.names();
    }

    private static Password pem(List<X509Certificate> certificates) {
        StringBuilder text = new StringBuilder();
        for (X509Certificate certificate : certificates) {
            try {
                text.append(block("CERTIFICATE", certificate.getEncoded()));
            } catch (CertificateEncodingException e) {
                throw new KafkaException("a certificate can't be passed to Kafka's client", e);
            }
        }
        return new Password(text.toString());
    }

    private static Password pem(ClientKey client) {
        return new Password(block("PRIVATE KEY", client.key().getEncoded()));
    }

    private static String block(String label, byte[] content) {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII)).encodeToString(content);
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, lines);
    }
}
