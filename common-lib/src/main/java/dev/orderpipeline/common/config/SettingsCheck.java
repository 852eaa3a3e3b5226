package dev.orderpipeline.common.config;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;

/**
 * Stops a service with wrong settings before anything is built: only here are all variables seen together,
 * {@code SERVER_PORT} too.
 */
final class SettingsCheck implements EnvironmentPostProcessor, Ordered {

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
            // The build, which works out the beans and starts nothing.
            return;
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
