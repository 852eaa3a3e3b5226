package dev.orderpipeline.common.config;

import dev.orderpipeline.common.tls.ClientKey;
import dev.orderpipeline.common.tls.InvalidPemException;
import dev.orderpipeline.common.tls.InvalidPemException.Fault;
import dev.orderpipeline.common.tls.PemFile;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The files of the certificate that a client authenticates with.
 *
 * @param certificate PEM file with the certificate, followed by those of the authorities between it and one that the server has
 * @param key PEM file with its key, which may be the same file
 * @param keyPassword of an encrypted key
 */
public record ClientCertificate(Path certificate, Path key, Optional<Secret> keyPassword) {

    private static final String CERTIFICATE = "_CLIENT_CERTIFICATE_PATH";
    private static final String KEY = "_CLIENT_KEY_PATH";
    private static final String KEY_PASSWORD = "_CLIENT_KEY_PASSWORD";

    /** Whether variables that begin with the prefix, used or not, name a certificate or a key. */
    static boolean isSet(SettingsReader reader, String prefix) {
        return reader.isSet(prefix + CERTIFICATE) || reader.isSet(prefix + KEY);
    }

    /** @param prefix the server, such as {@code PG}, or the role of the client, {@code KAFKA_CONSUMER} */
    static Optional<ClientCertificate> read(SettingsReader reader, String prefix) {
        if (!isSet(reader, prefix)) {
            return Optional.empty();
        }
        Optional<Path> certificate = reader.path(prefix + CERTIFICATE);
        Optional<Path> key = reader.path(prefix + KEY);
        if (certificate.isEmpty()) {
            reader.problem(prefix + CERTIFICATE, "is missing: the certificate of the key in " + prefix + KEY);
        }
        if (key.isEmpty()) {
            reader.problem(prefix + KEY, "is missing: the key of the certificate in " + prefix + CERTIFICATE);
        }
        Optional<Secret> keyPassword = reader.secret(prefix + KEY_PASSWORD);
        Optional<ClientCertificate> client =
                certificate.flatMap(file -> key.map(keyFile -> new ClientCertificate(file, keyFile, keyPassword)));
        client.ifPresent(files -> files.check(reader, prefix));
        return client;
    }

    /** Reads the files. */
    ClientKey load() throws InvalidPemException {
        ClientKey loaded = new ClientKey(
                PemFile.privateKey(key, keyPassword.map(Secret::value)), PemFile.certificates(certificate));
        if (!loaded.isPair()) {
            throw new InvalidPemException(
                    Fault.PAIR, "the key in %s is not that of the first certificate in %s".formatted(key, certificate));
        }
        return loaded;
    }

    private void check(SettingsReader reader, String prefix) {
        reader.certificates(prefix + CERTIFICATE);
        try {
            load();
        } catch (InvalidPemException e) {
            switch (e.fault()) {
                case CERTIFICATES -> {
                    // It is a problem already.
                }
                case KEY ->
                    reader.problem(
                            prefix + KEY,
                            "must be a readable PEM file with an RSA or EC key (PKCS#8, PKCS#1 or SEC 1; an encrypted one in"
                                    + " PKCS#8), was '%s'".formatted(key));
                case KEY_PASSWORD ->
                    reader.problem(
                            reader.secretVariable(prefix + KEY_PASSWORD),
                            keyPassword
                                    .map(password ->
                                            expectationOf(password) + " the password of the key in " + prefix + KEY)
                                    .orElse("is missing: the key in %s is encrypted".formatted(prefix + KEY)));
                case PAIR ->
                    reader.problem(
                            prefix + KEY,
                            "must be the key of the first certificate in %s, was '%s'"
                                    .formatted(prefix + CERTIFICATE, key));
            }
        }
    }

    private static String expectationOf(Secret password) {
        return password.file().isPresent() ? "must name a file with" : "must be";
    }

    @Override
    public String toString() {
        return certificate.toString();
    }
}
