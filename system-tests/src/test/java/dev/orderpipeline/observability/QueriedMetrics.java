package dev.orderpipeline.observability;

import dev.orderpipeline.system.DocumentedMetrics;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The pipeline's own metrics in a query in PromQL. */
final class QueriedMetrics {

    private static final Pattern NAME = Pattern.compile("\\b(?:pipeline|cache)_[a-z0-9_]+");

    /** Of the series of a histogram and of a summary. */
    private static final Pattern SUFFIX = Pattern.compile("_(bucket|sum|count|max)$");

    private QueriedMetrics() {}

    /** Those that {@code docs/operations.md} does not list. */
    static Set<String> undocumented(String query) {
        Set<String> names = NAME.matcher(query)
                .results()
                .map(MatchResult::group)
                .map(name -> SUFFIX.matcher(name).replaceFirst(""))
                .collect(Collectors.toCollection(TreeSet::new));
        names.removeAll(DocumentedMetrics.read().keySet());
        return names;
    }
}
