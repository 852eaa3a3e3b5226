package dev.orderpipeline.cdm.page;

import dev.orderpipeline.cdm.figures.MartReader;
import dev.orderpipeline.cdm.figures.ReadOnlyDatabase;
import dev.orderpipeline.cdm.figures.RecentChanges;
import dev.orderpipeline.cdm.figures.ReplicaFigures;
import dev.orderpipeline.cdm.figures.SharedSnapshot;
import dev.orderpipeline.common.config.PipelineSettings;
import dev.orderpipeline.common.config.ServiceDescription;
import dev.orderpipeline.common.http.BackgroundThread;
import dev.orderpipeline.common.loop.FatalErrorHandler;
import dev.orderpipeline.common.memory.MemoryBudget;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The marts page. Nothing of it connects or starts a thread before the first request. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnWebApplication
class PageConfiguration {

    @Bean
    ReadOnlyDatabase readOnlyDatabase(PipelineSettings settings, ServiceDescription service) {
        return new ReadOnlyDatabase(settings.postgres(), service.name() + "-page");
    }

    @Bean
    MartReader martReader(ReadOnlyDatabase database, MemoryBudget memory, Clock clock) {
        return new MartReader(database, memory, clock);
    }

    @Bean
    SharedSnapshot sharedSnapshot(MartReader reader, FatalErrorHandler fatalErrors, Clock clock) {
        return new SharedSnapshot(
                reader::snapshot, BackgroundThread.create("snapshot", 1), fatalErrors::handle, clock, System::nanoTime);
    }

    /** Registered, or not, when the service starts: conditions on beans are evaluated when it is built. */
    @Bean
    ServletRegistrationBean<PageServlet> pageServlet(
            PipelineSettings settings,
            SharedSnapshot snapshot,
            MartReader reader,
            MeterRegistry registry,
            RecentChanges changes,
            MemoryBudget memory,
            FatalErrorHandler fatalErrors,
            Clock clock) {
        ReplicaFigures replica = new ReplicaFigures(registry, changes, clock);
        Api api = new Api(snapshot, reader, replica, memory, clock, fatalErrors::handle);
        ServletRegistrationBean<PageServlet> servlet =
                new ServletRegistrationBean<>(new PageServlet(api, fatalErrors::handle), PageServlet.MAPPINGS);
        servlet.setEnabled(settings.martsPage());
        return servlet;
    }
}
