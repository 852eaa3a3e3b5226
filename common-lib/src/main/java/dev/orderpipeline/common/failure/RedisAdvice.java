package dev.orderpipeline.common.failure;

import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where to look when Redis can't be reached, refuses a user or a command, or shows a certificate that is refused. Errors
 * of Redis and of its client are recognised by their first words, not by their classes: the client is not part of every
 * service.
 */
final class RedisAdvice {

    private static final Pattern REFUSED_USER =
            Pattern.compile("^(WRONGPASS|NOAUTH|ERR (Client sent )?AUTH|ERR wrong number of arguments for 'auth')");
    private static final Pattern CLUSTER =
            Pattern.compile("^(CROSSSLOT|MOVED|ASK|TRYAGAIN|CLUSTERDOWN) |^Redis runs in cluster mode");
    private static final Pattern SENTINEL = Pattern.compile("^ERR unknown command|^Redis runs in sentinel mode");
    private static final Pattern CLOSED_OR_SILENT =
            Pattern.compile("^(Connection reset|Connection closed|Connection initialization timed out)");

    private RedisAdvice() {}

    static Optional<String> of(List<Throwable> causes) {
        return TlsAdvice.of(causes, "Redis", "REDIS_HOST")
                .or(() -> ofUnknownHost(causes))
                .or(() ->
                        ofInnermost(String.valueOf(causes.get(causes.size() - 1).getMessage()), isConnecting(causes)));
    }

    /** The resolver's own words around it name the host; the innermost, "NXDOMAIN", do not. */
    private static Optional<String> ofUnknownHost(List<Throwable> causes) {
        return causes.stream()
                .filter(UnknownHostException.class::isInstance)
                .findFirst()
                .map(unknown -> unknown.getMessage().strip() + ": look at REDIS_HOST");
    }

    private static boolean isConnecting(List<Throwable> causes) {
        return causes.stream()
                .anyMatch(cause -> String.valueOf(cause.getMessage()).startsWith("Unable to connect to "));
    }

    private static Optional<String> ofInnermost(String words, boolean connecting) {
        if (REFUSED_USER.matcher(words).find()) {
            return Optional.of("Redis refuses the user or password: look at REDIS_USERNAME and REDIS_PASSWORD");
        }
        if (words.startsWith("NOPERM")) {
            return Optional.of("the user lacks a right: grant it to REDIS_USERNAME");
        }
        if (CLUSTER.matcher(words).find()) {
            return Optional.of("REDIS_HOST is a node of a Redis Cluster, which is not supported: set it to a standalone"
                    + " Redis, with replicas or without, or to a proxy that hides the cluster");
        }
        if (SENTINEL.matcher(words).find()) {
            return Optional.of("REDIS_HOST and REDIS_PORT have to be those of the Redis that holds the data, not of a"
                    + " Sentinel");
        }
        if (words.startsWith("Invalid first byte")) {
            return Optional.of("what answers there is no Redis: look at REDIS_HOST and REDIS_PORT");
        }
        return connecting && CLOSED_OR_SILENT.matcher(words).find()
                ? Optional.of("if Redis is up, look at REDIS_SSL and REDIS_PORT")
                : Optional.empty();
    }
}
