package dev.orderpipeline.common.tls;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The material of a server's connections, read for each connection: the next one uses certificates that were renewed.
 * While files are invalid, such as a new key beside the old certificate, the material before them stays in use.
 */
public final class RenewedTls {

    private static final Logger LOG = LoggerFactory.getLogger(RenewedTls.class);

    private final TlsSource files;
    private @Nullable TlsMaterial latest;
    private String reported = "";

    public RenewedTls(TlsSource files) {
        this.files = files;
    }

    /**
     * The present material.
     *
     * @throws IllegalStateException if the files are invalid and have never been valid
     */
    public synchronized TlsMaterial present() {
        TlsMaterial material = latest;
        try {
            material = files.load();
            report(expiry(material).orElse(""));
        } catch (InvalidPemException e) {
            if (material == null) {
                throw new IllegalStateException(e.getMessage(), e);
            }
            report("%s: the certificates before it stay in use".formatted(e.getMessage()));
        }
        latest = material;
        return material;
    }

    private static Optional<String> expiry(TlsMaterial material) {
        return material.client()
                .map(client -> client.certificate().getNotAfter().toInstant())
                .filter(end -> end.isBefore(Instant.now()))
                .map(end -> "The client certificate of %s has expired, at %s: renew it"
                        .formatted(material.client().orElseThrow(), end));
    }

    /** Once, not for each connection. */
    private void report(String problem) {
        if (!problem.isEmpty() && !problem.equals(reported)) {
            LOG.warn(problem);
        }
        reported = problem;
    }
}
