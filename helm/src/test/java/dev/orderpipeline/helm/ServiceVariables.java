package dev.orderpipeline.helm;

import dev.orderpipeline.common.config.PipelineSettings;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The environment variables of the services. */
final class ServiceVariables {

    static final Set<String> ALL = PipelineSettings.variables();

    private ServiceVariables() {}

    /** Those of the chart's service: only one uses Redis. */
    static Set<String> of(Chart chart) {

        Predicate<String> used = variable -> chart.name().equals("stg-service") || !variable.startsWith("REDIS_");
        return ALL.stream().filter(used).collect(Collectors.toCollection(TreeSet::new));
    }
}
