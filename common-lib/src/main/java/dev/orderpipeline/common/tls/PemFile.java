package dev.orderpipeline.common.tls;

import dev.orderpipeline.common.tls.InvalidPemException.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.ssl.pem.PemContent;

/** Reads certificates and keys, which may be in one file. Messages of the parser, which may quote a file, are left out. */
public final class PemFile {

    /** The authorities of an operating system have a quarter of it. */
    static final int MAX_BYTES = 1024 * 1024;

    private static final Set<String> ALGORITHMS = Set.of("RSA", "EC");
    private static final String ENCRYPTED_KEY = "BEGIN ENCRYPTED PRIVATE KEY";

    private PemFile() {}

    /** @return at least one, in the order of the file */
    public static List<X509Certificate> certificates(Path file) throws InvalidPemException {
        try {
            return load(file).getCertificates();
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            throw new InvalidPemException(Fault.CERTIFICATES, file + " is not a readable PEM file with certificates");
        }
    }

    /**
     * An RSA or EC key in PKCS#8, PKCS#1 or SEC 1.
     *
     * @param password of an encrypted key, which is one in PKCS#8; unused for others
     */
    public static PrivateKey privateKey(Path file, Optional<String> password) throws InvalidPemException {
        boolean encrypted = false;
        try {
            PemContent content = load(file);
            encrypted = content.toString().contains(ENCRYPTED_KEY);
            PrivateKey key = content.getPrivateKey(password.orElse(null));
            if (key == null || !ALGORITHMS.contains(key.getAlgorithm())) {
                throw new InvalidPemException(Fault.KEY, file + " has no RSA or EC key");
            }
            return key;
        } catch (IOException | IllegalStateException | IllegalArgumentException e) {
            throw encrypted
                    ? new InvalidPemException(Fault.KEY_PASSWORD, "the key in " + file + " has another password")
                    : new InvalidPemException(Fault.KEY, file + " is not a readable PEM file with a private key");
        }
    }

    private static PemContent load(Path file) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            byte[] bytes = input.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new IOException(file + " is too large");
            }
            return PemContent.load(new ByteArrayInputStream(bytes));
        }
    }
}
