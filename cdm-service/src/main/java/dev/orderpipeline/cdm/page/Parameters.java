package dev.orderpipeline.cdm.page;

import dev.orderpipeline.common.value.WhiteSpace;
import jakarta.servlet.ServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The query parameters of a request. Every method throws a {@link ProblemException} that names the invalid one. */
final class Parameters {

    private final Map<String, String> values = new TreeMap<>();

    /** @param known the names of the endpoint's parameters */
    static Parameters of(ServletRequest request, Set<String> known) {
        Parameters parameters = new Parameters();
        decoded(request).forEach((name, values) -> {
            if (!known.contains(name)) {
                String names = known.isEmpty() ? "there is none" : "known are " + String.join(", ", sorted(known));
                throw ProblemException.invalid(name, "unknown parameter: " + names);
            }
            if (values.length > 1) {
                throw ProblemException.invalid(name, "must be given once");
            }
            parameters.values.put(name, values[0]);
        });
        return parameters;
    }

    int number(String name, int min, int max, int defaultValue) {
        return value(name)
                .map(text -> {
                    // No sign and no digits of other scripts, which Integer.parseInt accepts.
                    if (text.matches("[0-9]{1,9}")) {
                        int number = Integer.parseInt(text);
                        if (number >= min && number <= max) {
                            return number;
                        }
                    }
                    throw ProblemException.invalid(name, "must be an integer from %d to %d".formatted(min, max));
                })
                .orElse(defaultValue);
    }

    <E extends Enum<E>> E choice(String name, List<E> choices) {
        return value(name)
                .map(text -> choices.stream()
                        .filter(choice -> choice.toString().equals(text))
                        .findFirst()
                        .orElseThrow(() -> ProblemException.invalid(
                                name,
                                "must be one of "
                                        + String.join(
                                                ", ",
                                                choices.stream()
                                                        .map(Enum::toString)
                                                        .toList()))))
                .orElse(choices.get(0));
    }

    /** Text without surrounding white space; empty text for none. */
    String text(String name, int maxCharacters) {
        String text = WhiteSpace.strip(value(name).orElse(""));
        if (text.length() > maxCharacters) {
            throw ProblemException.invalid(name, "must have at most %d characters".formatted(maxCharacters));
        }
        return text;
    }

    private Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    private static Map<String, String[]> decoded(ServletRequest request) {
        try {
            return request.getParameterMap();
        } catch (IllegalStateException e) {
            throw ProblemException.invalid("query", "must be percent-encoded UTF-8");
        }
    }

    private static List<String> sorted(Set<String> names) {
        return names.stream().sorted().toList();
    }
}
