package dev.orderpipeline.common.failure;

import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Advice for a certificate that fails verification: that of a server, or the client's own.
 *
 * @param server its name
 * @param hostVariable the variable with the server's host name
 * @param authorityVariable the variable with the server's own CA certificates
 * @param clientVariable the variable with the client's certificate
 */
record TlsAdvice(String server, String hostVariable, String authorityVariable, String clientVariable) {

    /** Messages of the JDK and of the PostgreSQL driver, which have no exception class for it. */
    private static final Pattern WRONG_HOST =
            Pattern.compile("No subject alternative|No name matching|hostname .* could not be verified");

    /**
     * A server's reasons against a client. Only the first is precise: a broker responds with bad_certificate to a client
     * without one, and with certificate_unknown to all others that it does not trust.
     */
    private static final Pattern REJECTED_CLIENT = Pattern.compile("Received fatal alert: (certificate_expired"
            + "|certificate_required|bad_certificate|certificate_unknown|unknown_ca|certificate_revoked"
            + "|unsupported_certificate|access_denied|handshake_failure)");

    Optional<String> of(List<Throwable> causes) {
        if (causes.stream().anyMatch(CertificateExpiredException.class::isInstance)) {
            return Optional.of(
                    "the certificate of %s has expired: renew it on the server in %s".formatted(server, hostVariable));
        }
        if (messages(causes).anyMatch(message -> WRONG_HOST.matcher(message).find())) {
            return Optional.of(
                    "the certificate of %s is for another host name: check %s".formatted(server, hostVariable));
        }
        if (causes.stream()
                .anyMatch(cause ->
                        cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException)) {
            return Optional.of(
                    "the certificate of %s is not signed by a CA in the PEM file: check CERTIFICATE_PATH or %s"
                            .formatted(server, authorityVariable));
        }
        return messages(causes)
                .map(REJECTED_CLIENT::matcher)
                .filter(Matcher::find)
                .findFirst()
                .map(alert -> ofAlert(alert.group(1)));
    }

    private String ofAlert(String alert) {
        return alert.equals("certificate_expired")
                ? "%s rejects the client's certificate, which has expired: renew the file in %s"
                        .formatted(server, clientVariable)
                : "%s requires a client certificate that a CA of its own has signed and that has not expired: check %s"
                        .formatted(server, clientVariable);
    }

    private static Stream<String> messages(List<Throwable> causes) {
        return causes.stream().map(cause -> String.valueOf(cause.getMessage()));
    }
}
