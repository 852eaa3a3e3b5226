package dev.orderpipeline.helm;

import dev.orderpipeline.common.config.PipelineSettings;
import dev.orderpipeline.common.config.ServiceDescription;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;

/** The environment variables that the services' code reads. */
final class ServiceVariables {

    private static final ServiceDescription SERVICE =
            new ServiceDescription("stg-service", "stg", "orders", "enriched", false);

    static final Set<String> ALL = readByTheCode();

    private ServiceVariables() {}

    /** Those that the chart's service has a use for: only one knows Redis. */
    static Set<String> of(Chart chart) {

        Predicate<String> used = variable -> chart.name().equals("stg-service") || !variable.startsWith("REDIS_");
        return ALL.stream().filter(used).collect(Collectors.toCollection(TreeSet::new));
    }

    /** The variables are asked for one by one: whoever stands there and listens knows them all. */
    private static Set<String> readByTheCode() {
        Set<String> asked = new LinkedHashSet<>();
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(source -> environment.getPropertySources().remove(source.getName()));
        environment.getPropertySources().addFirst(new PropertySource<>("listening", new Object()) {
            @Override
            public Object getProperty(String name) {
                asked.add(name);
                return name.equals("PG_USER") ? "loader" : null;
            }
        });
        PipelineSettings.read(environment, SERVICE);
        return asked;
    }
}
