package dev.orderpipeline.common.config;

import java.util.Optional;
import java.util.Set;

/**
 * Address, security and user of Redis.
 *
 * @param host an IPv6 address in brackets
 * @param username empty for Redis' default user
 * @param password empty where the server requires none
 * @param tls none without TLS
 */
public record RedisSettings(
        String host, int port, Optional<String> username, Optional<Secret> password, boolean ssl, TlsFiles tls) {

    static final Set<String> VARIABLES = Set.of(
            "REDIS_HOST",
            "REDIS_PORT",
            "REDIS_USERNAME",
            "REDIS_PASSWORD",
            "REDIS_SSL",
            "REDIS_CERTIFICATE_PATH",
            "REDIS_CLIENT_CERTIFICATE_PATH",
            "REDIS_CLIENT_KEY_PATH",
            "REDIS_CLIENT_KEY_PASSWORD",
            TlsFiles.COMMON_AUTHORITIES);

    static RedisSettings read(SettingsReader reader) {
        Optional<String> username = reader.text("REDIS_USERNAME");
        Optional<Secret> password = reader.secret("REDIS_PASSWORD");
        username.ifPresent(name -> {
            if (name.matches(".*\\s.*")) {
                reader.problem("REDIS_USERNAME", "must be without white space, as Redis requires, was '" + name + "'");
            }
            if (password.isEmpty()) {
                reader.problem(reader.secretVariable("REDIS_PASSWORD"), "is missing: the password of '" + name + "'");
            }
        });
        boolean ssl = reader.flag("REDIS_SSL", TlsFiles.areSet(reader, "REDIS"));
        if (!ssl && ClientCertificate.isSet(reader, "REDIS")) {
            reader.problem("REDIS_SSL", "must be true when a client certificate is set");
        }
        return new RedisSettings(
                reader.host("REDIS_HOST", "REDIS_PORT", "localhost"),
                reader.port("REDIS_PORT", 6379),
                username,
                password,
                ssl,
                ssl ? TlsFiles.read(reader, "REDIS") : TlsFiles.NONE);
    }

    String summary() {
        return "%s:%d, %s: %s"
                .formatted(
                        host,
                        port,
                        (ssl ? "TLS" : "no TLS") + tls.summary("certificate"),
                        username.map(name -> "user " + name).orElse("the default user"));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
