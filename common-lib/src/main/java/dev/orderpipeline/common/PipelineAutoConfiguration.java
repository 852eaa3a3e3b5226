package dev.orderpipeline.common;

import com.zaxxer.hikari.HikariDataSource;
import dev.orderpipeline.common.config.PipelineSettings;
import dev.orderpipeline.common.config.ServiceDescription;
import dev.orderpipeline.common.config.Timeouts;
import dev.orderpipeline.common.deadletter.PendingDeadLetters;
import dev.orderpipeline.common.health.Dependency;
import dev.orderpipeline.common.health.DependencyChecks;
import dev.orderpipeline.common.health.HealthController;
import dev.orderpipeline.common.health.KafkaDependency;
import dev.orderpipeline.common.health.PostgresDependency;
import dev.orderpipeline.common.http.FatalErrorFilter;
import dev.orderpipeline.common.http.HttpPortCustomizer;
import dev.orderpipeline.common.kafka.KafkaClients;
import dev.orderpipeline.common.kafka.RecordSender;
import dev.orderpipeline.common.kafka.RecordSource;
import dev.orderpipeline.common.kafka.topic.TopicAccess;
import dev.orderpipeline.common.kafka.topic.TopicCheck;
import dev.orderpipeline.common.loop.BatchLoop;
import dev.orderpipeline.common.loop.BatchProcessor;
import dev.orderpipeline.common.loop.BatchSender;
import dev.orderpipeline.common.loop.BatchWriter;
import dev.orderpipeline.common.loop.FatalErrorHandler;
import dev.orderpipeline.common.loop.LoopLifecycle;
import dev.orderpipeline.common.loop.LoopMetrics;
import dev.orderpipeline.common.loop.LoopStatus;
import dev.orderpipeline.common.loop.Preparation;
import dev.orderpipeline.common.loop.ProcessEnd;
import dev.orderpipeline.common.loop.ServicePreparation;
import dev.orderpipeline.common.memory.MemoryBudget;
import dev.orderpipeline.common.metrics.MetricsServlet;
import dev.orderpipeline.common.metrics.PipelineMetrics;
import dev.orderpipeline.common.postgres.Database;
import dev.orderpipeline.common.postgres.DatabaseCheck;
import dev.orderpipeline.common.postgres.PostgresDataSource;
import dev.orderpipeline.common.postgres.SchemaMigration;
import dev.orderpipeline.common.postgres.WrittenTables;
import dev.orderpipeline.common.tracing.OtlpTracing;
import dev.orderpipeline.common.tracing.Tracing;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.DispatcherType;
import java.time.Clock;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.web.server.ConfigurableWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Turns a Spring Boot application into a service of the pipeline: the application provides a {@link BatchProcessor} and
 * its {@link ServiceDescription}, this class the rest. Without a web server (in a command) no loop runs.
 *
 * <p>Conditions are evaluated when a service is built (AOT processing): they must not depend on variables.
 */
@AutoConfiguration(beforeName = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration")
@EnableConfigurationProperties(ServiceDescription.class)
public class PipelineAutoConfiguration {

    /** In addition to one per loop: for the migration and the readiness probe. */
    private static final int SPARE_CONNECTIONS = 3;

    @Bean
    PipelineSettings pipelineSettings(ConfigurableEnvironment environment, ServiceDescription service) {
        return PipelineSettings.read(environment, service);
    }

    /** Spring Boot reads the variable too, but replaces a blank one by its own default port. */
    @Bean
    WebServerFactoryCustomizer<ConfigurableWebServerFactory> serverPort(PipelineSettings settings) {
        return factory -> factory.setPort(settings.serverPort());
    }

    @Bean
    HttpPortCustomizer httpPortCustomizer() {
        return new HttpPortCustomizer();
    }

    @Bean
    @ConditionalOnWebApplication
    FilterRegistrationBean<FatalErrorFilter> fatalErrorFilter(FatalErrorHandler fatalErrors) {
        FilterRegistrationBean<FatalErrorFilter> filter =
                new FilterRegistrationBean<>(new FatalErrorFilter(fatalErrors::handle));
        filter.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
        filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
        return filter;
    }

    @Bean
    @ConditionalOnWebApplication
    ServletRegistrationBean<MetricsServlet> metricsServlet(
            PrometheusMeterRegistry registry, FatalErrorHandler fatalErrors) {
        return new ServletRegistrationBean<>(new MetricsServlet(registry, fatalErrors::handle), "/prometheus");
    }

    @Bean
    @ConditionalOnMissingBean
    Timeouts timeouts() {
        return Timeouts.DEFAULT;
    }

    @Bean
    Clock clock() {
        return Clock.systemUTC();
    }

    @Bean
    HikariDataSource dataSource(PipelineSettings settings, ServiceDescription service) {
        return PostgresDataSource.create(
                settings.postgres(), service.name(), settings.loop().concurrency() + SPARE_CONNECTIONS);
    }

    @Bean
    JdbcTemplate jdbcTemplate(DataSource dataSource) {
        JdbcTemplate template = new JdbcTemplate(dataSource);
        template.setQueryTimeout(Math.toIntExact(Timeouts.STATEMENT.toSeconds()));
        return template;
    }

    @Bean
    TransactionTemplate transactionTemplate(DataSource dataSource) {
        return new TransactionTemplate(new JdbcTransactionManager(dataSource));
    }

    @Bean
    SchemaMigration schemaMigration(JdbcTemplate jdbc, TransactionTemplate transactions, ServiceDescription service) {
        return new SchemaMigration(jdbc, transactions, service.schema());
    }

    /** Not by the annotation above: it registers several classes in an order that differs from build to build. */
    @Bean
    WrittenTables writtenTables(Environment environment) {
        return Binder.get(environment).bindOrCreate("pipeline", WrittenTables.class);
    }

    @Bean
    DatabaseCheck databaseCheck(HikariDataSource pool, JdbcTemplate jdbc, WrittenTables tables) {
        return new DatabaseCheck(pool, jdbc, tables);
    }

    @Bean
    MemoryBudget memoryBudget(PipelineSettings settings) {
        return MemoryBudget.ofThisProcess(settings.loop().concurrency());
    }

    @Bean
    KafkaClients kafkaClients(
            PipelineSettings settings, Timeouts timeouts, MemoryBudget memory, ServiceDescription service) {
        return new KafkaClients(settings.kafka(), timeouts, settings.loop().batchSize(), memory, service.name());
    }

    @Bean
    TopicCheck topicCheck(KafkaClients clients, PipelineSettings settings, ServiceDescription service) {
        return new TopicCheck(clients, settings.kafka().topics(), service.destinationCompacted());
    }

    @Bean
    Preparation preparation(DatabaseCheck databaseCheck, SchemaMigration migration, TopicCheck topicCheck) {
        return new ServicePreparation(databaseCheck, migration, topicCheck);
    }

    @Bean
    PipelineMetrics pipelineMetrics(MeterRegistry registry, Clock clock) {
        return new PipelineMetrics(registry, clock);
    }

    @Bean
    Tracing tracing(PipelineSettings settings, ServiceDescription service) {
        return OtlpTracing.create(
                settings.tracing(), service.name(), settings.kafka().topics().consumerGroup());
    }

    @Bean
    Database database(JdbcTemplate jdbc, PipelineMetrics metrics) {
        return new Database(jdbc, metrics);
    }

    @Bean
    @ConditionalOnMissingBean
    ProcessEnd processEnd() {
        return ProcessEnd.HALT;
    }

    @Bean
    FatalErrorHandler fatalErrorHandler(ProcessEnd processEnd) {
        return new FatalErrorHandler(processEnd);
    }

    @Bean
    @ConditionalOnWebApplication
    LoopLifecycle loopLifecycle(
            PipelineSettings settings,
            BatchProcessor<?> processor,
            TransactionTemplate transactions,
            Preparation preparation,
            KafkaClients clients,
            MemoryBudget memory,
            PipelineMetrics metrics,
            Tracing tracing,
            ProcessEnd processEnd) {
        var topics = settings.kafka().topics();
        List<BatchLoop> loops = IntStream.range(0, settings.loop().concurrency())
                .mapToObj(number -> new BatchLoop(
                        preparation,
                        new RecordSource(clients, topics.source(), metrics.partitions()),
                        new BatchWriter<>(processor, transactions, memory),
                        new BatchSender(new RecordSender(clients, topics.source()), topics, clients.maxMessageBytes()),
                        new LoopStatus(System::nanoTime),
                        metrics,
                        tracing,
                        processEnd))
                .toList();
        return new LoopLifecycle(loops, settings.loop().interval());
    }

    @Bean
    @ConditionalOnWebApplication
    LoopMetrics loopMetrics(LoopLifecycle loops, Clock clock) {
        return new LoopMetrics(loops, clock);
    }

    @Bean
    @ConditionalOnWebApplication
    PendingDeadLetters pendingDeadLetters(KafkaClients clients, PipelineSettings settings) {
        return new PendingDeadLetters(clients, settings.kafka().topics());
    }

    @Bean
    PostgresDependency postgresDependency(DatabaseCheck databaseCheck) {
        return new PostgresDependency(databaseCheck);
    }

    @Bean
    KafkaDependency kafkaDependency(KafkaClients clients, PipelineSettings settings) {
        return new KafkaDependency(new TopicAccess(clients, settings.kafka().topics()));
    }

    @Bean
    DependencyChecks dependencyChecks(List<Dependency> dependencies, FatalErrorHandler fatalErrors) {
        return new DependencyChecks(dependencies, fatalErrors);
    }

    @Bean
    @ConditionalOnWebApplication
    HealthController healthController(
            LoopLifecycle loops, DependencyChecks dependencies, FatalErrorHandler fatalErrors) {
        return new HealthController(loops, dependencies, fatalErrors);
    }
}
