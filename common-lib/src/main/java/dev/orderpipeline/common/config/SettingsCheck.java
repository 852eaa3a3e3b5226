package dev.orderpipeline.common.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.support.ResourcePropertySource;

/**
 * Gives every service the library's own defaults, and stops one with wrong settings before anything is built:
 * only here are all variables seen together, {@code SERVER_PORT} too.
 */
final class SettingsCheck implements EnvironmentPostProcessor, Ordered {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        try {
            environment
                    .getPropertySources()
                    .addLast(new ResourcePropertySource(new ClassPathResource("pipeline-defaults.properties")));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Binder.get(environment)
                .bind("pipeline", ServiceDescription.class)
                .ifBound(service -> PipelineSettings.read(environment, service));
    }

    /** After the service's own {@code application.yml} was read. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
