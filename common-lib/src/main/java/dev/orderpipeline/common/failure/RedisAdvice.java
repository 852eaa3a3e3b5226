package dev.orderpipeline.common.failure;

import java.util.List;
import java.util.Optional;

/**
 * Where to look when Redis refuses a user, or shows a certificate that is refused. Redis is known by the first words of
 * its answers: its client is not there in every service.
 */
final class RedisAdvice {

    private RedisAdvice() {}

    static Optional<String> of(List<Throwable> causes) {
        String answer = String.valueOf(causes.get(causes.size() - 1).getMessage());
        if (answer.startsWith("WRONGPASS") || answer.startsWith("NOAUTH") || answer.startsWith("ERR AUTH")) {
            return Optional.of("Redis refuses the user or password: look at REDIS_USERNAME and REDIS_PASSWORD");
        }
        if (answer.startsWith("NOPERM")) {
            return Optional.of("the user lacks a right: grant it to REDIS_USERNAME");
        }
        return TlsAdvice.of(causes, "Redis", "REDIS_HOST");
    }
}
