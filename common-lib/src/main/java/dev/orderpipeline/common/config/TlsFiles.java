package dev.orderpipeline.common.config;

import dev.orderpipeline.common.tls.InvalidPemException;
import dev.orderpipeline.common.tls.PemFile;
import dev.orderpipeline.common.tls.TlsMaterial;
import dev.orderpipeline.common.tls.TlsSource;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The PEM files of one server's connections.
 *
 * @param authorities with the CA certificates that the server is verified against, empty for the JVM's own and where it is
 *     not verified
 * @param client empty for a client without a certificate
 */
public record TlsFiles(Optional<Path> authorities, Optional<ClientCertificate> client) implements TlsSource {

    static final String COMMON_AUTHORITIES = "CERTIFICATE_PATH";

    public static final TlsFiles NONE = new TlsFiles(Optional.empty(), Optional.empty());

    public static TlsFiles ofAuthorities(Path file) {
        return new TlsFiles(Optional.of(file), Optional.empty());
    }

    /** Whether variables, used or not, name any file for the server. */
    static boolean areSet(SettingsReader reader, String server) {
        return reader.isSet(authorities(reader, server)) || ClientCertificate.isSet(reader, server);
    }

    /** @param server the prefix of its variables, such as {@code PG} */
    static TlsFiles read(SettingsReader reader, String server) {
        return read(reader, server, server);
    }

    /** @param client the prefix of the variables of the client's certificate */
    static TlsFiles read(SettingsReader reader, String server, String client) {
        return new TlsFiles(reader.certificates(authorities(reader, server)), ClientCertificate.read(reader, client));
    }

    /** The variable with the server's authorities: its own takes precedence. */
    static String authorities(SettingsReader reader, String server) {
        String own = server + "_CERTIFICATE_PATH";
        return reader.isSet(own) ? own : COMMON_AUTHORITIES;
    }

    public boolean isEmpty() {
        return authorities.isEmpty() && client.isEmpty();
    }

    /** The client's certificate as a part of a log line; empty without one. */
    String summary(String label) {
        return client.map(own -> ", " + label + " " + own).orElse("");
    }

    @Override
    public TlsMaterial load() throws InvalidPemException {
        return new TlsMaterial(
                authorities.isPresent() ? PemFile.certificates(authorities.get()) : List.of(),
                client.isPresent() ? Optional.of(client.get().load()) : Optional.empty());
    }
}
