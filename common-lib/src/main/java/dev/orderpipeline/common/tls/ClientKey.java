package dev.orderpipeline.common.tls;

import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A key, and what servers verify it with.
 *
 * @param key of RSA or an elliptic curve, which is what Kafka's client reads
 * @param chain the certificate of the key, and those of the authorities between it and one that servers have
 */
public record ClientKey(PrivateKey key, List<X509Certificate> chain) {

    private static final byte[] ANY_TEXT = new byte[32];

    public X509Certificate certificate() {
        return chain.get(0);
    }

    /** Whether the certificate is that of the key. */
    public boolean isPair() {
        return verifies(key.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA");
    }

    private boolean verifies(String algorithm) {
        try {
            Signature signature = Signature.getInstance(algorithm);
            signature.initSign(key);
            signature.update(ANY_TEXT);
            byte[] signed = signature.sign();
            signature.initVerify(certificate().getPublicKey());
            signature.update(ANY_TEXT);
            return signature.verify(signed);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** Without the key. */
    @Override
    public String toString() {
        return certificate().getSubjectX500Principal().getName();
    }
}
