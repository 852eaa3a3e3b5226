package dev.orderpipeline.common.deadletter.cli;

import dev.orderpipeline.common.config.PipelineSettings;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.kafka.KafkaClients;
import dev.orderpipeline.common.loop.BatchProcessor;
import dev.orderpipeline.common.loop.BatchWriter;
import dev.orderpipeline.common.loop.Preparation;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.tracing.Tracing;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnNotWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.support.TransactionTemplate;

/** Beans of the command, instead of the loop. */
@AutoConfiguration
@ConditionalOnNotWebApplication
public class DeadLettersAutoConfiguration {

    @Bean
    DeadLetters deadLetters(
            PipelineSettings settings,
            BatchProcessor<?> processor,
            TransactionTemplate transactions,
            Preparation preparation,
            KafkaClients clients,
            MemoryBudget memory,
            Tracing tracing) {
        return new DeadLetters(
                clients,
                settings.kafka().topics(),
                preparation,
                new BatchWriter<>(processor, transactions, memory),
                new BoundedRetry(Timeouts.COMMAND_RETRIES),
                tracing);
    }
}
