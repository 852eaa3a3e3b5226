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
import okhttp3.tls.HeldCertificate;
import org.apache.commons.io.function.Uncheck;

/**
 * A certificate authority, and what it has issued for servers that are reached as {@value #HOST} (and under
 * no other name, nor by address). All keys are generated in the given folder, as PEM files. Servers read them at their
 * start.
 */
public final class Certificates {

    public static final String HOST = "localhost";

    private static final Duration VALIDITY = Duration.ofDays(1);

    private final Path folder;
    private final HeldCertificate authority;

    Certificates(Path folder) {
        this.folder = folder;
        this.authority = authority("Order Pipeline local stack");
        Uncheck.run(() -> Files.createDirectories(folder));
        write("ca.pem", authority.certificatePem());
        write("foreign-ca.pem", authority("Other authority").certificatePem());
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
        issue(Instant.now().minus(VALIDITY.multipliedBy(2)));
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

    private void issue(Instant from) {
        HeldCertificate server = new HeldCertificate.Builder()
                .signedBy(authority)
                .commonName(HOST)
                .addSubjectAlternativeName(HOST)
                .validityInterval(
                        from.minus(VALIDITY).toEpochMilli(), from.plus(VALIDITY).toEpochMilli())
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
