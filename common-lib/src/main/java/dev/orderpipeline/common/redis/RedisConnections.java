package dev.orderpipeline.common.redis;

import dev.orderpipeline.common.config.RedisSettings;
import dev.orderpipeline.common.config.Secret;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.tls.RenewedTls;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import java.time.Duration;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;

/**
 * Connects to Redis on first use. A connection that does not respond is closed, and the next caller reconnects.
 */
public final class RedisConnections {

    private RedisConnections() {}

    /**
     * @param timeout for the response to a command
     * @param resources from {@link #resources}; they outlive the connections
     */
    public static LettuceConnectionFactory create(RedisSettings settings, Duration timeout, ClientResources resources) {
        // An IPv6 address in brackets would not match the addresses in a certificate.
        String host = settings.host().replaceAll("[\\[\\]]", "");
        RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(host, settings.port());
        LettuceConnectionFactory connections =
                new LettuceConnectionFactory(server, client(settings, timeout, resources));
        connections.setValidateConnection(true);
        connections.setEagerInitialization(false);
        return connections;
    }

    /**
     * Threads and buffers of the connections; shut down after them.
     *
     * @param maxValueBytes a command receives an error instead of a longer value
     */
    public static ClientResources resources(int maxValueBytes) {
        return ClientResources.builder()
                .nettyCustomizer(new NettyCustomizer() {
                    @Override
                    public void afterChannelInitialized(Channel channel) {
                        ReplyLimit.install(channel, maxValueBytes);
                    }
                })
                .build();
    }

    private static LettuceClientConfiguration client(
            RedisSettings settings, Duration timeout, ClientResources resources) {
        ClientOptions.Builder options = ClientOptions.builder()
                // No reconnects in the background: during an outage a command fails at once, and the loop retries.
                .autoReconnect(false)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Timeouts.REDIS_CONNECT)
                        .keepAlive(true)
                        .build());
        if (!settings.tls().isEmpty()) {
            options.sslOptions(ssl(new RenewedTls(settings.tls())));
        }
        LettuceClientConfigurationBuilder client = LettuceClientConfiguration.builder()
                .commandTimeout(timeout)
                .shutdownTimeout(Duration.ZERO)
                .clientResources(resources)
                .clientOptions(options.build());
        settings.password()
                .ifPresent(password -> client.redisCredentialsProviderFactory(new PresentPassword(settings, password)));
        return settings.ssl() ? client.useSsl().build() : client.build();
    }

    /** The client builds a context for each connection. */
    private static SslOptions ssl(RenewedTls tls) {
        return SslOptions.builder()
                .jdkSslProvider()
                .sslContext(context -> {
                    SslManagerBundle managers = tls.present().bundle().getManagers();
                    context.keyManager(managers.getKeyManagerFactory()).trustManager(managers.getTrustManagerFactory());
                })
                .build();
    }

    /** Passed as a String, a password of white space alone would be ignored. */
    private record PresentPassword(RedisSettings settings, Secret password) implements RedisCredentialsProviderFactory {

        @Override
        public RedisCredentialsProvider createCredentialsProvider(RedisConfiguration configuration) {
            return RedisCredentialsProvider.from(() -> RedisCredentials.just(
                    settings.username().orElse(null), password.value().toCharArray()));
        }
    }
}
