package dev.orderpipeline.common.redis;

import dev.orderpipeline.common.config.HostAndPort;
import dev.orderpipeline.common.config.RedisServers;
import dev.orderpipeline.common.config.RedisSettings;
import dev.orderpipeline.common.config.RedisUser;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.tls.RenewedTls;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.SslOptions;
import io.lettuce.core.resource.ClientResources;
import java.time.Duration;
import org.springframework.boot.ssl.SslManagerBundle;
import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.RedisNode;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceClientConfiguration.LettuceClientConfigurationBuilder;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory.AbsentRedisCredentials;

/** The settings of Redis as the factory of its clients expects them. */
record ClientSettings(RedisSettings settings, Duration timeout) {

    /** A factory that is started, and connects to nothing by itself. */
    LettuceConnectionFactory factory(ClientResources resources) {
        LettuceConnectionFactory factory = new LettuceConnectionFactory(servers(), client(resources));
        factory.setEagerInitialization(false);
        factory.afterPropertiesSet();
        factory.start();
        return factory;
    }

    private RedisConfiguration servers() {
        if (settings.servers() instanceof RedisServers.Cluster cluster) {
            RedisClusterConfiguration configuration = new RedisClusterConfiguration();
            cluster.nodes().forEach(address -> configuration.addClusterNode(node(address)));
            return configuration;
        }
        if (settings.servers() instanceof RedisServers.Sentinels sentinels) {
            RedisSentinelConfiguration configuration = new RedisSentinelConfiguration().master(sentinels.masterName());
            sentinels.sentinels().forEach(address -> configuration.addSentinel(node(address)));
            configuration.setDatabase(settings.database());
            return configuration;
        }
        HostAndPort address = ((RedisServers.Standalone) settings.servers()).address();
        RedisStandaloneConfiguration configuration =
                new RedisStandaloneConfiguration(address.bareHost(), address.port());
        configuration.setDatabase(settings.database());
        return configuration;
    }

    /** An IPv6 address in brackets would not match the addresses in a certificate. */
    private static RedisNode node(HostAndPort address) {
        return new RedisNode(address.bareHost(), address.port());
    }

    private LettuceClientConfiguration client(ClientResources resources) {
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
                .clientOptions(options.build())
                .redisCredentialsProviderFactory(new PresentPasswords(settings));
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

    /** Read for each connection: a password may be one from a file, which has changed. */
    private record PresentPasswords(RedisSettings settings) implements RedisCredentialsProviderFactory {

        @Override
        public RedisCredentialsProvider createCredentialsProvider(RedisConfiguration configuration) {
            return present(settings.user());
        }

        @Override
        public RedisCredentialsProvider createSentinelCredentialsProvider(RedisSentinelConfiguration configuration) {
            return present(((RedisServers.Sentinels) settings.servers()).user());
        }

        private static RedisCredentialsProvider present(RedisUser user) {
            return RedisCredentialsProvider.from(() -> user.password()
                    .map(password -> RedisCredentials.just(
                            user.name().orElse(null), password.value().toCharArray()))
                    .orElse(AbsentRedisCredentials.ANONYMOUS));
        }
    }
}
