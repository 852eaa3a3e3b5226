package dev.orderpipeline.common.config;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/**
 * Address, security and user of Redis.
 *
 * @param host an IPv6 address in brackets
 * @param username empty for Redis' default user
 * @param password empty where the server requires none
 * @param certificate PEM file with the CA certificates that the server is verified against, empty for the JVM's own
 */
public record RedisSettings(
        String host,
        int port,
        Optional<String> username,
        Optional<Secret> password,
        boolean ssl,
        Optional<Path> certificate) {

    static final Set<String> VARIABLES =
            Set.of("REDIS_HOST", "REDIS_PORT", "REDIS_USERNAME", "REDIS_PASSWORD", "REDIS_SSL", "CERTIFICATE_PATH");

    static RedisSettings read(SettingsReader reader) {
        Optional<String> username = reader.text("REDIS_USERNAME");
        Optional<Secret> password = reader.secret("REDIS_PASSWORD");
        username.ifPresent(name -> {
            if (name.matches(".*\\s.*")) {
                reader.problem("REDIS_USERNAME", "must be without white space, as Redis requires, was '" + name + "'");
            }
            if (password.isEmpty()) {
                reader.problem("REDIS_PASSWORD", "is missing: the password of '" + name + "'");
            }
        });
        boolean ssl = reader.flag("REDIS_SSL", reader.isSet("CERTIFICATE_PATH"));
        return new RedisSettings(
                reader.host("REDIS_HOST", "REDIS_PORT", "localhost"),
                reader.port("REDIS_PORT", 6379),
                username,
                password,
                ssl,
                ssl ? reader.certificates("CERTIFICATE_PATH") : Optional.empty());
    }

    String summary() {
        return "%s:%d, %s: %s"
                .formatted(
                        host,
                        port,
                        ssl ? "TLS" : "no TLS",
                        username.map(name -> "user " + name).orElse("the default user"));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
