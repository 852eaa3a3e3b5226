package dev.orderpipeline.common.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.orderpipeline.common.tls.InvalidPemException.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.util.Optional;
import java.util.stream.Stream;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PemFileTest {

    private static final HeldCertificate RSA =
            new HeldCertificate.Builder().rsa2048().build();
    private static final HeldCertificate EC =
            new HeldCertificate.Builder().ecdsa256().build();

    @TempDir
    private Path folder;

    static Stream<KeyFile> keys() throws GeneralSecurityException, IOException {
        return Stream.of(
                new KeyFile("RSA in PKCS#8", RSA, RSA.privateKeyPkcs8Pem()),
                new KeyFile("RSA in PKCS#1", RSA, RSA.privateKeyPkcs1Pem()),
                new KeyFile(
                        "RSA, encrypted", RSA, TestPem.encrypted(RSA.keyPair().getPrivate(), "secret")),
                new KeyFile("EC in PKCS#8", EC, EC.privateKeyPkcs8Pem()),
                new KeyFile("EC in SEC 1", EC, TestPem.sec1((ECPrivateKey)
                        EC.keyPair().getPrivate())),
                new KeyFile("EC, encrypted", EC, TestPem.encrypted(EC.keyPair().getPrivate(), "secret")),
                new KeyFile("with its certificate", EC, EC.certificatePem() + EC.privateKeyPkcs8Pem()));
    }

    record KeyFile(String name, HeldCertificate certificate, String pem) {
        @Override
        public String toString() {
            return name;
        }
    }

    @ParameterizedTest
    @MethodSource("keys")
    void keyIsReadAndMatchesItsCertificateAlone(KeyFile key) throws InvalidPemException, IOException {
        Path keyFile = Files.writeString(folder.resolve("key.pem"), key.pem());
        HeldCertificate other = key.certificate() == RSA
                ? new HeldCertificate.Builder().rsa2048().build()
                : new HeldCertificate.Builder().ecdsa256().build();

        assertThat(pair(keyFile, key.certificate()).isPair()).isTrue();
        assertThat(pair(keyFile, other).isPair()).isFalse();
        assertThat(pair(keyFile, key.certificate() == RSA ? EC : RSA).isPair()).isFalse();
    }

    @Test
    void certificatesAreReadInTheirOrder() throws InvalidPemException, IOException {
        Path chain = Files.writeString(folder.resolve("chain.pem"), EC.certificatePem() + "\n" + RSA.certificatePem());

        assertThat(PemFile.certificates(chain)).containsExactly(EC.certificate(), RSA.certificate());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "wrong"})
    void missingAndWrongPasswordsAreFaultsOfThePassword(String password) throws GeneralSecurityException, IOException {
        Path key = Files.writeString(
                folder.resolve("key.pem"), TestPem.encrypted(EC.keyPair().getPrivate(), "secret"));

        InvalidPemException failure = catchThrowableOfType(
                InvalidPemException.class,
                () -> PemFile.privateKey(key, Optional.of(password).filter(text -> !text.isEmpty())));

        assertThat(failure.fault()).isEqualTo(Fault.KEY_PASSWORD);
        assertThat(failure).hasMessageContaining("key.pem").hasMessageNotContaining("wrong");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no PEM",
                "-----BEGIN PRIVATE KEY-----\nhidden\n-----END PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nhidde\n-----END PRIVATE KEY-----",
                "-----BEGIN CERTIFICATE-----\nhidden\n-----END CERTIFICATE-----",
                "-----BEGIN CERTIFICATE-----\nhidde\n-----END CERTIFICATE-----",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nhidden\n-----END RSA PRIVATE KEY-----"
            })
    void otherContentIsReportedWithoutIt(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("file.pem"), content);

        assertThat(catchThrowableOfType(InvalidPemException.class, () -> PemFile.privateKey(file, Optional.empty())))
                .hasMessage(file + " is not a readable PEM file with a private key")
                .hasNoCause();
        assertThat(catchThrowableOfType(InvalidPemException.class, () -> PemFile.certificates(file)))
                .hasMessage(file + " is not a readable PEM file with certificates")
                .hasNoCause();
    }

    /** Kafka's client reads no such key. */
    @Test
    void keyOfAnotherAlgorithmIsReported() throws GeneralSecurityException, IOException {
        PrivateKey ed25519 =
                KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate();
        Path file = Files.writeString(folder.resolve("key.pem"), TestPem.pkcs8(ed25519));

        assertThat(catchThrowableOfType(InvalidPemException.class, () -> PemFile.privateKey(file, Optional.empty())))
                .hasMessage(file + " has no RSA or EC key");
    }

    @Test
    void largeFileIsReported() throws IOException {
        Path file = Files.writeString(folder.resolve("a.pem"), EC.certificatePem() + "\n".repeat(PemFile.MAX_BYTES));

        assertThat(catchThrowableOfType(InvalidPemException.class, () -> PemFile.certificates(file)))
                .hasMessage(file + " is not a readable PEM file with certificates");
    }

    private ClientKey pair(Path keyFile, HeldCertificate certificate) throws InvalidPemException, IOException {
        Path file = Files.writeString(folder.resolve("certificate.pem"), certificate.certificatePem());
        return new ClientKey(PemFile.privateKey(keyFile, Optional.of("secret")), PemFile.certificates(file));
    }
}
