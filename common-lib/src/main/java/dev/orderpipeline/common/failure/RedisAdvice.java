package dev.orderpipeline.common.failure;

import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Advice for a Redis that is unreachable, rejects a user or a command, or where a certificate fails verification. Errors
 * of Redis and of its client are recognised by the start of their messages, not by their classes: the client is not
 * part of every service.
 */
final class RedisAdvice {

    private static final Pattern REJECTED_USER =
            Pattern.compile("^(WRONGPASS|NOAUTH|ERR (Client sent )?AUTH|ERR wrong number of arguments for 'auth')");
    private static final Pattern CLUSTER =
            Pattern.compile("^(CROSSSLOT|MOVED|ASK|TRYAGAIN|CLUSTERDOWN) |^Redis runs in cluster mode");
    private static final Pattern SENTINEL = Pattern.compile("^ERR unknown command|^Redis runs in sentinel mode");
    private static final Pattern CLOSED_OR_SILENT =
            Pattern.compile("^(Connection reset|Connection closed|Connection initialization timed out)");

    private static final TlsAdvice TLS =
            new TlsAdvice("Redis", "REDIS_HOST", "REDIS_CERTIFICATE_PATH", "REDIS_CLIENT_CERTIFICATE_PATH");

    private RedisAdvice() {}

    static Optional<String> of(List<Throwable> causes) {
        return TLS.of(causes)
                .or(() -> ofUnknownHost(causes))
                .or(() ->
                        ofInnermost(String.valueOf(causes.get(causes.size() - 1).getMessage()), isConnecting(causes)));
    }

    /** The resolver's outer message names the host; the innermost, "NXDOMAIN", does not. */
    private static Optional<String> ofUnknownHost(List<Throwable> causes) {
        return causes.stream()
                .filter(UnknownHostException.class::isInstance)
                .findFirst()
                .map(Throwable::getMessage)
                .map(message -> message.strip() + ": check REDIS_HOST");
    }

    private static boolean isConnecting(List<Throwable> causes) {
        return causes.stream()
                .anyMatch(cause -> String.valueOf(cause.getMessage()).startsWith("Unable to connect to "));
    }

    private static Optional<String> ofInnermost(String message, boolean connecting) {
        if (REJECTED_USER.matcher(message).find()) {
            return Optional.of("Redis rejects the user or password: check REDIS_USERNAME and REDIS_PASSWORD");
        }
        if (message.startsWith("NOPERM")) {
            return Optional.of("permission denied: grant it to REDIS_USERNAME");
        }
        if (CLUSTER.matcher(message).find()) {
            return Optional.of("REDIS_HOST is a node of a Redis Cluster, which is not supported: set it to a standalone"
                    + " Redis, with replicas or without, or to a proxy that hides the cluster");
        }
        if (SENTINEL.matcher(message).find()) {
            return Optional.of(
                    "REDIS_HOST and REDIS_PORT must be those of the Redis that holds the data, not of a Sentinel");
        }
        if (message.startsWith("Invalid first byte")) {
            return Optional.of("the server is not Redis: check REDIS_HOST and REDIS_PORT");
        }
        return connecting && CLOSED_OR_SILENT.matcher(message).find()
                ? Optional.of("if Redis is up, check REDIS_SSL and REDIS_PORT")
                : Optional.empty();
    }
}
