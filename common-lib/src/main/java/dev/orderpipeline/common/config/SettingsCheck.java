package dev.orderpipeline.common.config;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.commons.logging.Log;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.logging.DeferredLogFactory;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;

/**
 * Stops a service with invalid settings before any bean is created, so that one message covers all variables, {@code
 * SERVER_PORT} included. Logs the settings of a service that starts, and unknown variables that look like settings.
 */
final class SettingsCheck implements EnvironmentPostProcessor, Ordered {

    private final Log log;

    SettingsCheck(DeferredLogFactory logs) {
        this.log = logs.getLog(SettingsCheck.class);
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (Boolean.getBoolean(AbstractAotProcessor.AOT_PROCESSING)) {
            // AOT processing at build time starts nothing.
            return;
        }
        Binder.get(environment).bind("pipeline", ServiceDescription.class).ifBound(service -> {
            List<String> unknown = UnknownVariables.warnings(all(environment));
            List<String> summary = read(environment, service, unknown).summary();
            unknown.forEach(log::warn);
            if (SettingsUse.of(environment) == SettingsUse.SERVICE) {
                summary.forEach(log::info);
            }
        });
    }

    /** For a service that does not start only the failure is logged; it lists the unknown variables too. */
    private static PipelineSettings read(
            ConfigurableEnvironment environment, ServiceDescription service, List<String> unknown) {
        try {
            return PipelineSettings.read(environment, service);
        } catch (InvalidSettingsException e) {
            throw new InvalidSettingsException(
                    Stream.concat(e.problems().stream(), unknown.stream()).toList());
        }
    }

    private static Map<String, String> all(ConfigurableEnvironment environment) {
        Map<String, String> all = new HashMap<>();
        environment.getPropertySources().stream()
                .filter(EnumerablePropertySource.class::isInstance)
                .map(EnumerablePropertySource.class::cast)
                .forEach(source -> {
                    for (String name : source.getPropertyNames()) {
                        all.putIfAbsent(name, String.valueOf(source.getProperty(name)));
                    }
                });
        return all;
    }

    /** After the service's own {@code application.yml} was read. */
    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }
}
