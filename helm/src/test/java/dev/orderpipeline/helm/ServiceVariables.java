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

    /** Those of the chart's service: without reference data, it does not use Redis; one service has the marts page. */
    static Set<String> of(Chart chart) {
        boolean redis = (boolean) chart.pipelineProperties().get("reference-data");
        boolean page = (boolean) chart.pipelineProperties().get("marts-page");
        Predicate<String> used =
                variable -> (redis || !variable.startsWith("REDIS_")) && (page || !variable.equals("MARTS_PAGE"));
        return ALL.stream().filter(used).collect(Collectors.toCollection(TreeSet::new));
    }
}
