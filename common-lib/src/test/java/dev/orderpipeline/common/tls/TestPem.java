package dev.orderpipeline.common.tls;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/** Keys in the formats that OpenSSL writes. */
public final class TestPem {

    private static final String ENCRYPTION = "PBEWithHmacSHA256AndAES_256";
    private static final int P256_BYTES = 32;

    private TestPem() {}

    /** In PKCS#8. */
    public static String pkcs8(PrivateKey key) {
        return block("PRIVATE KEY", key.getEncoded());
    }

    /** In PKCS#8, encrypted by PBES2. */
    public static String encrypted(PrivateKey key, String password) throws GeneralSecurityException, IOException {
        SecretKey secret =
                SecretKeyFactory.getInstance(ENCRYPTION).generateSecret(new PBEKeySpec(password.toCharArray()));
        Cipher cipher = Cipher.getInstance(ENCRYPTION);
        cipher.init(Cipher.ENCRYPT_MODE, secret);
        AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
        parameters.init(cipher.getParameters().getEncoded());
        byte[] encrypted = cipher.doFinal(key.getEncoded());
        return block("ENCRYPTED PRIVATE KEY", new EncryptedPrivateKeyInfo(parameters, encrypted).getEncoded());
    }

    /** In SEC 1 (RFC 5915), of the curve P-256. */
    public static String sec1(ECPrivateKey key) {
        byte[] secret = fixedLength(key.getS());
        ByteArrayOutputStream der = new ByteArrayOutputStream();
        der.writeBytes(HexFormat.of().parseHex("3031" + "020101" + "0420"));
        der.writeBytes(secret);
        der.writeBytes(HexFormat.of().parseHex("A00A" + "06082A8648CE3D030107"));
        return block("EC PRIVATE KEY", der.toByteArray());
    }

    private static byte[] fixedLength(BigInteger number) {
        byte[] bytes = number.toByteArray();
        byte[] result = new byte[P256_BYTES];
        int length = Math.min(bytes.length, P256_BYTES);
        System.arraycopy(bytes, bytes.length - length, result, P256_BYTES - length, length);
        return result;
    }

    private static String block(String label, byte[] content) {
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n"
                .formatted(label, Base64.getMimeEncoder().encodeToString(content));
    }
}
