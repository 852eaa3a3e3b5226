package dev.orderpipeline.common.redis;

import dev.orderpipeline.common.config.RedisSettings;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import java.time.Duration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Connects to Redis when first asked, and again after every outage. */
public final class RedisConnections {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(10);

    private RedisConnections() {}

    public static LettuceConnectionFactory create(RedisSettings settings) {
        RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(settings.host(), settings.port());
        settings.username().ifPresent(server::setUsername);
        settings.password().ifPresent(server::setPassword);
        LettuceConnectionFactory connections = new LettuceConnectionFactory(server, client(settings));
        connections.setValidateConnection(false);
        connections.setEagerInitialization(false);
        return connections;
    }

    private static LettuceClientConfiguration client(RedisSettings settings) {
        ClientOptions.Builder options = ClientOptions.builder()
                // A command during an outage fails at once, so that the loop can say what it waits for.
                .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(CONNECT_TIMEOUT)
                        .keepAlive(true)
                        .build());
        settings.certificate()
                .ifPresent(file -> options.sslOptions(SslOptions.builder()
                        .jdkSslProvider()
                        .trustManager(file.toFile())
                        .build()));
        LettuceClientConfigurationBuilder client = LettuceClientConfiguration.builder()
                .commandTimeout(COMMAND_TIMEOUT)
                .shutdownTimeout(Duration.ZERO)
                .clientOptions(options.build());
        return settings.ssl() ? client.useSsl().build() : client.build();
    }
}
