package dev.orderpipeline.common.config;

import dev.orderpipeline.common.config.OtherNames.Suggestion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Finds unknown variables that look like settings: a misspelled name, or the name that other programs use, would be
 * ignored silently. Variables that Kubernetes, container images and Kafka's scripts set are recognised by pattern.
 */
final class UnknownVariables {

    private static final Set<String> KNOWN = PipelineSettings.variables();
    private static final Set<String> SECRET_FILES = PipelineSettings.secretFileVariables();
    private static final int MAX_DISTANCE = 2;
    /** Two typos turn a short name into another word: REDIS_URL is not REDIS_SSL. */
    private static final int CHARACTERS_PER_TYPO = 6;
    /** A longer list is no help. */
    private static final int MAX_SUGGESTIONS = 3;

    private static final Pattern NAME = Pattern.compile("\\w{5,}");
    private static final Pattern FAMILY = Pattern.compile("(KAFKA|PG|REDIS|CERTIFICATE)_.*");

    /** KAFKA_SERVICE_HOST, KAFKA_PORT_9092_TCP_ADDR; KAFKA_HEAP_OPTS; PG_MAJOR, REDIS_DOWNLOAD_URL; OpenSSL's. */
    private static final Pattern SET_BY_OTHERS = Pattern.compile(".*_SERVICE_(HOST|PORT)(_.*)?"
            + "|.*_PORT_\\d+_(TCP|UDP|SCTP)(_.*)?"
            + "|.*_(OPTS|HOME|VERSION|MAJOR)"
            + "|.*_(SHA\\d*|GPG|DOWNLOAD)(_.*)?"
            + "|SSL_CERT_(FILE|DIR)");

    private static final Pattern SERVICE_LINK = Pattern.compile("(tcp|udp|sctp)://.*");

    private UnknownVariables() {}

    /**
     * One line per unknown variable: its name, never its value.
     *
     * @param environment names and values of all variables
     */
    static List<String> warnings(Map<String, String> environment) {
        List<String> warnings = new ArrayList<>();
        new TreeMap<>(environment).forEach((name, value) -> {
            if (isCandidate(name) && !isSetByOthers(name, value)) {
                Optional<Suggestion> suggestion = nearest(name).or(() -> OtherNames.suggestion(name));
                // If the suggested variable is set, this one belongs to another program.
                boolean mistaken = suggestion
                        .filter(other -> other.variables().stream().noneMatch(environment::containsKey))
                        .isPresent();
                if (mistaken || FAMILY.matcher(name).matches()) {
                    warnings.add(warning(name, suggestion.or(() -> withTheSameWords(name))));
                }
            }
        });
        return warnings;
    }

    private static boolean isCandidate(String name) {
        return NAME.matcher(name).matches() && !KNOWN.contains(name) && !SECRET_FILES.contains(name);
    }

    private static boolean isSetByOthers(String name, String value) {
        return SET_BY_OTHERS.matcher(name).matches()
                || SERVICE_LINK.matcher(value).matches();
    }

    private static String warning(String name, Optional<Suggestion> suggestion) {
        String ignored = name + " is ignored: the services have no variable of this name";
        return suggestion
                .map(other -> ignored + "; did you mean " + other + "?")
                .orElse(ignored);
    }

    private static Optional<Suggestion> nearest(String name) {
        int limit = Math.min(MAX_DISTANCE, name.length() / CHARACTERS_PER_TYPO);
        return IntStream.rangeClosed(0, limit)
                .mapToObj(distance -> known(other -> distance(name.toUpperCase(Locale.ROOT), other) == distance))
                .flatMap(Optional::stream)
                .findFirst();
    }

    /** KAFKA_CONSUMER_GROUP for KAFKA_GROUP, KAFKA_CONSUMER_PASSWORD and KAFKA_PRODUCER_PASSWORD for KAFKA_PASS. */
    private static Optional<Suggestion> withTheSameWords(String name) {
        List<String> words = List.of(name.split("_"));
        return known(other -> {
            List<String> others = List.of(other.split("_"));
            return words.stream().allMatch(word -> others.stream()
                    .anyMatch(begin -> begin.startsWith(word) || word.startsWith(begin)));
        });
    }

    private static Optional<Suggestion> known(Predicate<String> condition) {
        Set<String> known = KNOWN.stream().filter(condition).collect(Collectors.toCollection(TreeSet::new));
        return known.isEmpty() || known.size() > MAX_SUGGESTIONS
                ? Optional.empty()
                : Optional.of(new Suggestion(known, "or"));
    }

    /**
     * The optimal string alignment distance (insertions, deletions, substitutions, transpositions of neighbours); some
     * number above {@link #MAX_DISTANCE} for texts whose lengths differ by more.
     */
    private static int distance(String left, String right) {
        if (Math.abs(left.length() - right.length()) > MAX_DISTANCE) {
            return MAX_DISTANCE + 1;
        }
        int[][] distances = new int[left.length() + 1][right.length() + 1];
        for (int i = 0; i <= left.length(); i++) {
            for (int j = 0; j <= right.length(); j++) {
                if (i == 0 || j == 0) {
                    distances[i][j] = i + j;
                    continue;
                }
                int changed = left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1;
                int smallest = Math.min(
                        distances[i - 1][j - 1] + changed, 1 + Math.min(distances[i - 1][j], distances[i][j - 1]));
                boolean transposed = i > 1
                        && j > 1
                        && left.charAt(i - 1) == right.charAt(j - 2)
                        && left.charAt(i - 2) == right.charAt(j - 1);
                distances[i][j] = transposed ? Math.min(smallest, distances[i - 2][j - 2] + 1) : smallest;
            }
        }
        return distances[left.length()][right.length()];
    }
}
