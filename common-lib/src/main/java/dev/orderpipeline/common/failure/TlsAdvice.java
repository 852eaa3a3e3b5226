package dev.orderpipeline.common.failure;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Advice for a server certificate that fails verification. */
final class TlsAdvice {

    /** Messages of the JDK and of the PostgreSQL driver, which have no exception class for it. */
    private static final Pattern WRONG_HOST =
            Pattern.compile("No subject alternative|No name matching|hostname .* could not be verified");

    private TlsAdvice() {}

    /** @param hostVariable the variable with the server's host name */
    static Optional<String> of(List<Throwable> causes, String server, String hostVariable) {
        if (causes.stream().anyMatch(CertificateExpiredException.class::isInstance)) {
            return Optional.of(
                    "the certificate of %s has expired: renew it on the server in %s".formatted(server, hostVariable));
        }
        if (causes.stream()
                .anyMatch(cause ->
                        WRONG_HOST.matcher(String.valueOf(cause.getMessage())).find())) {
            return Optional.of(
                    "the certificate of %s is for another host name: check %s".formatted(server, hostVariable));
        }
        if (causes.stream()
                .anyMatch(cause ->
                        cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException)) {
            return Optional.of("the certificate of %s is not signed by a CA in the PEM file: check CERTIFICATE_PATH"
                    .formatted(server));
        }
        return Optional.empty();
    }
}
