package dev.orderpipeline.common.failure;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where to look when a server's certificate is refused. */
final class TlsAdvice {

    /** Of the JDK, and of the PostgreSQL driver. Neither has a class of its own for it. */
    private static final Pattern WRONG_HOST =
            Pattern.compile("No subject alternative|No name matching|hostname .* could not be verified");

    private TlsAdvice() {}

    /** @param hostVariable where the server's host name is set */
    static Optional<String> of(List<Throwable> causes, String server, String hostVariable) {
        if (causes.stream().anyMatch(CertificateExpiredException.class::isInstance)) {
            return Optional.of("the certificate of %s has expired: renew it on the server that is set in %s"
                    .formatted(server, hostVariable));
        }
        if (causes.stream()
                .anyMatch(cause ->
                        WRONG_HOST.matcher(String.valueOf(cause.getMessage())).find())) {
            return Optional.of(
                    "the certificate of %s is for another host name: look at %s".formatted(server, hostVariable));
        }
        if (causes.stream()
                .anyMatch(cause ->
                        cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException)) {
            return Optional.of(
                    "the certificate of %s is not from the authority in the PEM file: look at CERTIFICATE_PATH"
                            .formatted(server));
        }
        return Optional.empty();
    }
}
