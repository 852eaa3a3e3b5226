package dev.orderpipeline.common.redis;

import dev.orderpipeline.common.config.RedisSettings;
import dev.orderpipeline.common.config.Timeouts;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import java.time.Duration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Connects to Redis when first asked. A connection that does not answer is given up, and the next one who asks connects
 * anew.
 */
public final class RedisConnections {

    private RedisConnections() {}

    /**
     * @param timeout for an answer to a command
     * @param resources from {@link #resources}; they outlive the connections
     */
    public static LettuceConnectionFactory create(RedisSettings settings, Duration timeout, ClientResources resources) {
        // Between brackets, an IPv6 address would be compared with the names in a certificate.
        String host = settings.host().replaceAll("[\\[\\]]", "");
        RedisStandaloneConfiguration server = new RedisStandaloneConfiguration(host, settings.port());
        settings.username().ifPresent(server::setUsername);
        // As text, one of white space alone would be left out.
        settings.password().ifPresent(password -> server.setPassword(password.toCharArray()));
        LettuceConnectionFactory connections =
                new LettuceConnectionFactory(server, client(settings, timeout, resources));
        connections.setValidateConnection(true);
        connections.setEagerInitialization(false);
        return connections;
    }

    /**
     * Threads and buffers of the connections, to be shut down after them.
     *
     * @param maxValueBytes of a value; in place of a longer one, a command receives an error
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
                // Nobody tries in the background: a command during an outage fails at once, and the loop says so.
                .autoReconnect(false)
                .socketOptions(SocketOptions.builder()
                        .connectTimeout(Timeouts.REDIS_CONNECT)
                        .keepAlive(true)
                        .build());
        settings.certificate()
                .ifPresent(file -> options.sslOptions(SslOptions.builder()
                        .jdkSslProvider()
                        .trustManager(file.toFile())
                        .build()));
        LettuceClientConfigurationBuilder client = LettuceClientConfiguration.builder()
                .commandTimeout(timeout)
                .shutdownTimeout(Duration.ZERO)
                .clientResources(resources)
                .clientOptions(options.build());
        return settings.ssl() ? client.useSsl().build() : client.build();
    }
}
