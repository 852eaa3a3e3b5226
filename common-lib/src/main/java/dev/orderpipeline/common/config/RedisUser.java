package dev.orderpipeline.common.config;

import java.util.Optional;

/**
 * A user of Redis, or of Sentinel.
 *
 * @param name empty for the default user
 * @param password empty where the server requires none
 */
public record RedisUser(Optional<String> name, Optional<Secret> password) {

    public static final RedisUser DEFAULT = new RedisUser(Optional.empty(), Optional.empty());

    /** @param prefix of its two variables */
    static RedisUser read(SettingsReader reader, String prefix) {
        String nameVariable = prefix + "_USERNAME";
        String passwordVariable = prefix + "_PASSWORD";
        RedisUser user = new RedisUser(reader.text(nameVariable), reader.secret(passwordVariable));
        user.name.ifPresent(name -> {
            if (name.matches(".*\\s.*")) {
                reader.problem(nameVariable, "must be without white space, as Redis requires, was '" + name + "'");
            }
            if (user.password.isEmpty()) {
                reader.problem(reader.secretVariable(passwordVariable), "is missing: the password of '" + name + "'");
            }
        });
        return user;
    }

    @Override
    public String toString() {
        return name.map(text -> "user " + text).orElse("the default user");
    }
}
