package dev.orderpipeline.common;

import dev.orderpipeline.common.config.PipelineSettings;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.redis.RedisConnections;
import dev.orderpipeline.common.redis.RedisDependency;
import dev.orderpipeline.common.redis.ReferenceClient;
import io.lettuce.core.RedisClient;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Reference data from Redis, for a service with a client of Redis on its class path and pipeline.reference-data set. */
@AutoConfiguration(before = PipelineAutoConfiguration.class)
@ConditionalOnClass(RedisClient.class)
@ConditionalOnBooleanProperty("pipeline.reference-data")
public class RedisAutoConfiguration {

    @Bean
    RedisConnections redisConnections(PipelineSettings settings, Timeouts timeouts, MemoryBudget memory) {
        return RedisConnections.create(settings.redis().orElseThrow(), timeouts.redis(), memory.recordBytes());
    }

    @Bean
    ReferenceClient referenceClient(RedisConnections connections, MemoryBudget memory, MeterRegistry registry) {
        return new ReferenceClient(connections, memory, registry);
    }

    @Bean
    RedisDependency redisDependency(RedisConnections connections) {
        return new RedisDependency(connections);
    }
}
