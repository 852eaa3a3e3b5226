package dev.orderpipeline.common.postgres;

import dev.orderpipeline.common.tls.RenewedTls;
import dev.orderpipeline.common.tls.TlsMaterial;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.postgresql.ssl.NonValidatingFactory.NonValidatingTM;
import org.postgresql.ssl.WrappedFactory;
import org.springframework.boot.ssl.SslManagerBundle;

/**
 * Sockets with the present certificates. The driver creates a factory for each connection, by the name of its class, and
 * passes nothing but a text: the id of its certificates. Host names are verified by the driver itself.
 */
public final class RenewedSocketFactory extends WrappedFactory {

    private static final Map<String, RenewedTls> TLS_BY_ID = new ConcurrentHashMap<>();
    private static final AtomicInteger COUNT = new AtomicInteger();

    /** @param id from {@link #register} */
    public RenewedSocketFactory(String id) throws GeneralSecurityException {
        TlsMaterial present = Objects.requireNonNull(TLS_BY_ID.get(id)).present();
        SslManagerBundle managers = present.bundle().getManagers();
        // As the driver does with an sslmode that does not verify the server.
        TrustManager[] trust = present.authorities().isEmpty()
                ? new TrustManager[] {new NonValidatingTM()}
                : managers.getTrustManagers();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), trust, null);
        factory = context.getSocketFactory();
    }

    /** @return the id of the certificates, for the driver's {@code sslfactoryarg} */
    static String register(RenewedTls tls) {
        String id = Integer.toString(COUNT.incrementAndGet());
        TLS_BY_ID.put(id, tls);
        return id;
    }
}
