package dev.orderpipeline.testing.secured;

import dev.orderpipeline.local.redis.LocalRedis;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SslVerifyMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.function.Uncheck;

/** A Sentinel that accepts only TLS, and names the Redis of a secured stack by its host name. */
public final class SecuredSentinel extends LocalRedis implements AutoCloseable {

    private static final String MASTER_NAME = "reference-data";

    private final SecuredStack stack;

    private SecuredSentinel(Path directory, SecuredStack stack) {
        super(directory, 0);
        this.stack = stack;
    }

    /** Starts it. */
    public static SecuredSentinel start(Path directory, SecuredStack stack) {
        SecuredSentinel sentinel = new SecuredSentinel(directory, stack);
        sentinel.start();
        return sentinel;
    }

    /** Those of a service that finds Redis by it. */
    public Map<String, String> variables() {
        return Map.of("REDIS_SENTINELS", Certificates.HOST + ":" + port(), "REDIS_MASTER_NAME", MASTER_NAME);
    }

    @Override
    protected List<String> arguments() {
        Certificates certificates = stack.security().certificates();
        Path file = directory().resolve("sentinel.conf");
        Uncheck.run(() -> Files.writeString(file, """
                port 0
                tls-port %d
                tls-cert-file %s
                tls-key-file %s
                tls-ca-cert-file %s
                tls-auth-clients no
                tls-replication yes
                bind %s
                dir %s
                sentinel resolve-hostnames yes
                sentinel announce-hostnames yes
                sentinel monitor %s %s %d 1
                """.formatted(
                        port(),
                        certificates.serverCertificate(),
                        certificates.serverKey(),
                        certificates.authority(),
                        listenAddress(),
                        directory(),
                        MASTER_NAME,
                        Certificates.HOST,
                        stack.redis().port())));
        return List.of(file.toString(), "--sentinel");
    }

    @Override
    protected RedisURI address() {
        return RedisURI.builder()
                .withHost(host())
                .withPort(port())
                .withSsl(true)
                .withVerifyPeer(SslVerifyMode.NONE)
                .build();
    }

    @Override
    public void close() {
        kill();
    }
}
