package dev.orderpipeline.common;

import dev.orderpipeline.common.config.PipelineSettings;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.redis.RedisConnections;
import dev.orderpipeline.common.redis.RedisDependency;
import dev.orderpipeline.common.redis.ReferenceClient;
import io.lettuce.core.resource.ClientResources;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/** Reference data from Redis, for a service with Spring Data Redis on its class path and pipeline.reference-data set. */
@AutoConfiguration(before = PipelineAutoConfiguration.class)
@ConditionalOnClass(LettuceConnectionFactory.class)
@ConditionalOnBooleanProperty("pipeline.reference-data")
public class RedisAutoConfiguration {

    @Bean(destroyMethod = "shutdown")
    ClientResources redisResources(MemoryBudget memory) {
        return RedisConnections.resources(memory.recordBytes());
    }

    @Bean
    LettuceConnectionFactory redisConnections(PipelineSettings settings, Timeouts timeouts, ClientResources resources) {
        return RedisConnections.create(settings.redis().orElseThrow(), timeouts.redis(), resources);
    }

    @Bean
    ReferenceClient referenceClient(RedisConnectionFactory connections, MemoryBudget memory, MeterRegistry registry) {
        return new ReferenceClient(connections, memory, registry);
    }

    @Bean
    RedisDependency redisDependency(LettuceConnectionFactory connections) {
        return new RedisDependency(connections);
    }
}
