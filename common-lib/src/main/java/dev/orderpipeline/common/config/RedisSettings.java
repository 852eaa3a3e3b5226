package dev.orderpipeline.common.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where Redis is and how to speak to it.
 *
 * @param username empty for Redis' default user
 * @param password empty where the server asks for none; never printed
 * @param certificate PEM file of the authority that the server is verified against, empty for the JVM's own
 */
public record RedisSettings(
        String host,
        int port,
        Optional<String> username,
        Optional<String> password,
        boolean ssl,
        Optional<Path> certificate) {

    static RedisSettings read(SettingsReader reader, Optional<Path> certificate) {
        Optional<String> username = reader.text("REDIS_USERNAME");
        Optional<String> password = reader.text("REDIS_PASSWORD");
        if (username.isPresent() && password.isEmpty()) {
            reader.problem("REDIS_PASSWORD", "is missing: the password of '" + username.get() + "'");
        }
        return new RedisSettings(
                reader.text("REDIS_HOST").map(String::strip).orElse("localhost"),
                reader.port("REDIS_PORT", 6379),
                username,
                password,
                reader.flag("REDIS_SSL", certificate.isPresent()),
                certificate);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
