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
    private static final Pattern CLUSTER = Pattern.compile("^(CROSSSLOT|MOVED) |^Redis runs in cluster mode");
    private static final Pattern SENTINEL = Pattern.compile("^ERR unknown command|^Redis runs in sentinel mode");
    private static final Pattern NO_SENTINEL = Pattern.compile("^ERR unknown command .SENTINEL\\b");
    private static final Pattern CONNECTING_TO_SENTINEL =
            Pattern.compile("^Cannot connect Redis Sentinel|using SENTINEL ");
    private static final Pattern CLOSED_OR_SILENT =
            Pattern.compile("^(Connection reset|Connection closed|Connection initialization timed out)");

    private static final TlsAdvice TLS =
            new TlsAdvice("Redis", "REDIS_HOST", "REDIS_CERTIFICATE_PATH", "REDIS_CLIENT_CERTIFICATE_PATH");

    private RedisAdvice() {}

    static Optional<String> of(List<Throwable> causes) {
        return TLS.of(causes)
                .or(() -> ofUnknownHost(causes))
                .or(() ->
                        ofInnermost(String.valueOf(causes.get(causes.size() - 1).getMessage()), causes));
    }

    /** The resolver's outer message names the host; the innermost, "NXDOMAIN", does not. */
    private static Optional<String> ofUnknownHost(List<Throwable> causes) {
        return causes.stream()
                .filter(UnknownHostException.class::isInstance)
                .findFirst()
                .map(Throwable::getMessage)
                .map(message ->
                        message.strip() + ": check " + (isOfSentinel(causes) ? "REDIS_SENTINELS" : "REDIS_HOST"));
    }

    private static boolean isOfSentinel(List<Throwable> causes) {
        return causes.stream().anyMatch(cause -> CONNECTING_TO_SENTINEL
                .matcher(String.valueOf(cause.getMessage()))
                .find());
    }

    private static boolean isConnecting(List<Throwable> causes) {
        return causes.stream()
                .anyMatch(cause -> String.valueOf(cause.getMessage()).startsWith("Unable to connect to "));
    }

    private static Optional<String> ofInnermost(String message, List<Throwable> causes) {
        if (REJECTED_USER.matcher(message).find()) {
            return Optional.of(
                    isOfSentinel(causes)
                            ? "Sentinel rejects the user or password: check REDIS_SENTINEL_USERNAME and"
                                    + " REDIS_SENTINEL_PASSWORD"
                            : "Redis rejects the user or password: check REDIS_USERNAME and REDIS_PASSWORD");
        }
        if (message.startsWith("NOPERM")) {
            return Optional.of("permission denied: grant it to "
                    + (isOfSentinel(causes) ? "REDIS_SENTINEL_USERNAME" : "REDIS_USERNAME"));
        }
        if (CLUSTER.matcher(message).find()) {
            return Optional.of("REDIS_HOST is a node of a Redis Cluster: set REDIS_CLUSTER=true");
        }
        if (message.startsWith("ERR This instance has cluster support disabled")) {
            return Optional.of("REDIS_HOST is no node of a Redis Cluster: REDIS_CLUSTER must not be true");
        }
        if (NO_SENTINEL.matcher(message).find()) {
            return Optional.of("REDIS_SENTINELS must be Sentinels, which have ports of their own");
        }
        if (SENTINEL.matcher(message).find()) {
            return Optional.of("REDIS_HOST is a Sentinel: set REDIS_SENTINELS and REDIS_MASTER_NAME instead");
        }
        if (message.startsWith("Cannot provide redisAddress using sentinel")) {
            return Optional.of("the Sentinel monitors no master of that name: check REDIS_MASTER_NAME");
        }
        if (message.startsWith("ERR DB index is out of range")) {
            return Optional.of("check REDIS_DATABASE");
        }
        if (message.startsWith("Invalid first byte")) {
            return Optional.of("the server is not Redis: check REDIS_HOST and REDIS_PORT");
        }
        return isConnecting(causes) && CLOSED_OR_SILENT.matcher(message).find()
                ? Optional.of("if Redis is up, check REDIS_SSL and REDIS_PORT")
                : Optional.empty();
    }
}
