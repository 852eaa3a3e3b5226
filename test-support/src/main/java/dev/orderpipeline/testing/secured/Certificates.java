package dev.orderpipeline.testing.secured;

import dev.orderpipeline.local.container.ContainerSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import okhttp3.tls.HeldCertificate;
import org.apache.commons.io.function.Uncheck;

/**
 * A certificate authority, and what it has issued for servers that are reached as {@value #HOST} (and under
 * no other name, nor by address), and for clients, by their names. All keys are generated in the given folder, as PEM
 * files. Servers read them at their start.
 */
public final class Certificates {

    public static final String HOST = "localhost";

    private static final Duration VALIDITY = Duration.ofDays(1);
    private static final AtomicLong SERIAL_NUMBER = new AtomicLong();

    private final Path folder;
    private final HeldCertificate authority;
    private final HeldCertificate foreignAuthority;

    Certificates(Path folder) {
        this.folder = folder;
        this.authority = authority("Order Pipeline local stack");
        this.foreignAuthority = authority("Other authority");
        Uncheck.run(() -> Files.createDirectories(folder));
        write("ca.pem", authority.certificatePem());
        write("foreign-ca.pem", foreignAuthority.certificatePem());
        issue();
    }

    /** The specification of a container that finds the certificates under the same paths. */
    ContainerSpec mountedInto(ContainerSpec spec) {
        List<Path> folders = new ArrayList<>(spec.folders());
        folders.add(folder);
        return new ContainerSpec(spec.image(), spec.command(), spec.environment(), spec.ports(), folders);
    }

    /** The authority that the servers are to be verified against. */
    public Path authority() {
        return folder.resolve("ca.pem");
    }

    /** An authority that has signed no certificate of the servers. */
    public Path foreignAuthority() {
        return folder.resolve("foreign-ca.pem");
    }

    /** Issues a valid certificate, in place of the one before. */
    public void issue() {
        issue(Instant.now());
    }

    /** Issues a certificate that has expired, in place of the one before. */
    public void issueExpired() {
        issue(expired());
    }

    public Path serverKey() {
        return folder.resolve("server.key");
    }

    public Path serverCertificate() {
        return folder.resolve("server.crt");
    }

    /** Both in one file, as Kafka requires. */
    public Path serverKeyAndCertificate() {
        return folder.resolve("server.pem");
    }

    /** Issues a valid certificate for the client, in place of the one before. */
    public void issueClient(String name) {
        writeClient(name, builder(authority, Instant.now()));
    }

    /** Issues a certificate that has expired for the client, in place of the one before. */
    public void issueExpiredClient(String name) {
        writeClient(name, builder(authority, expired()));
    }

    /** Issues a valid certificate of the {@link #foreignAuthority} for the client, in place of the one before. */
    public void issueForeignClient(String name) {
        writeClient(name, builder(foreignAuthority, Instant.now()));
    }

    public Path clientKey(String name) {
        return folder.resolve(name + ".key");
    }

    public Path clientCertificate(String name) {
        return folder.resolve(name + ".crt");
    }

    private void writeClient(String name, HeldCertificate.Builder builder) {
        HeldCertificate client = builder.commonName(name).build();
        write(name + ".key", client.privateKeyPkcs8Pem());
        write(name + ".crt", client.certificatePem());
    }

    private static Instant expired() {
        return Instant.now().minus(VALIDITY.multipliedBy(2));
    }

    private static HeldCertificate.Builder builder(HeldCertificate signer, Instant from) {
        return new HeldCertificate.Builder()
                .signedBy(signer)
                .serialNumber(SERIAL_NUMBER.incrementAndGet())
                .validityInterval(
                        from.minus(VALIDITY).toEpochMilli(), from.plus(VALIDITY).toEpochMilli());
    }

    private void issue(Instant from) {
        HeldCertificate server = builder(authority, from)
                .commonName(HOST)
                .addSubjectAlternativeName(HOST)
                .build();
        write("server.key", server.privateKeyPkcs8Pem());
        write("server.crt", server.certificatePem());
        write("server.pem", server.privateKeyPkcs8Pem() + server.certificatePem());
    }

    private static HeldCertificate authority(String name) {
        return new HeldCertificate.Builder()
                .certificateAuthority(0)
                .commonName(name)
                .duration(VALIDITY.toMillis(), TimeUnit.MILLISECONDS)
                .build();
    }

    /** Readable for the owner only: PostgreSQL rejects other keys. */
    private void write(String name, String pem) {
        Path file = folder.resolve(name);
        FileAttribute<?> ownerOnly = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        if (!Files.exists(file)) {
            Uncheck.run(() -> Files.createFile(file, ownerOnly));
        }
        Uncheck.run(() -> Files.writeString(file, pem, StandardOpenOption.TRUNCATE_EXISTING));
    }
}
