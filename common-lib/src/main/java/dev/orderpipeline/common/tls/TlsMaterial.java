package dev.orderpipeline.common.tls;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStore;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;

/**
 * What a client verifies a server with, and authenticates to it with.
 *
 * @param authorities the CA certificates that the server is verified against, empty for the JVM's own
 * @param client empty for a client without a certificate
 */
public record TlsMaterial(List<X509Certificate> authorities, Optional<ClientKey> client) {

    /** For JSSE: stores, managers and contexts. */
    public SslBundle bundle() {
        PemSslStore keys =
                client.map(own -> PemSslStore.of(own.chain(), own.key())).orElse(null);
        PemSslStore trusted = authorities.isEmpty() ? null : PemSslStore.of(authorities, null);
        return SslBundle.of(new PemSslStoreBundle(keys, trusted));
    }
}
