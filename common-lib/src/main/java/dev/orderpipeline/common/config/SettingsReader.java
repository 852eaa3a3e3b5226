package dev.orderpipeline.common.config;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.boot.ssl.pem.PemContent;
import org.springframework.core.env.PropertySources;

/**
 * Reads variables one by one and collects what is wrong with them, so that one message can name them all.
 * A blank variable counts as missing. After a problem, reading goes on with a harmless stand-in.
 */
final class SettingsReader {

    private static final int LAST_PORT = 65_535;
    private static final Pattern HOST_AND_PORT =
            Pattern.compile("(\\[[^\\s\\[\\]]+]|[^\\s:/?\\[\\]]+):(?<port>\\d{1,5})");

    private final PropertySources variables;
    private final List<String> problems = new ArrayList<>();

    SettingsReader(PropertySources variables) {
        this.variables = variables;
    }

    /** @throws InvalidSettingsException if anything was wrong */
    void throwIfInvalid() {
        if (!problems.isEmpty()) {
            throw new InvalidSettingsException(problems);
        }
    }

    void problem(String variable, String whatItShouldBe) {
        problems.add(variable + " " + whatItShouldBe);
    }

    /** The text as it was set: no placeholders are resolved, because a password may hold <code>${</code>. */
    Optional<String> text(String variable) {
        return variables.stream()
                .map(source -> source.getProperty(variable))
                .filter(Objects::nonNull)
                .findFirst()
                .map(Object::toString)
                .filter(value -> !value.isBlank());
    }

    String required(String variable, String whatItShouldBe) {
        return text(variable).orElseGet(() -> {
            problem(variable, "is missing: " + whatItShouldBe);
            return "";
        });
    }

    int number(String variable, int minimum, int maximum, int defaultValue) {
        return number(variable, minimum, maximum).orElse(defaultValue);
    }

    Optional<Integer> number(String variable, int minimum, int maximum) {
        return text(variable).flatMap(value -> {
            try {
                int number = Integer.parseInt(value.strip());
                if (number >= minimum && number <= maximum) {
                    return Optional.of(number);
                }
            } catch (NumberFormatException e) {
                // reported below, together with numbers out of range
            }
            problem(variable, "must be a whole number from %d to %d, was '%s'".formatted(minimum, maximum, value));
            return Optional.empty();
        });
    }

    /** Whether the text is {@code host:port}; the host may be an IPv6 address in brackets. */
    static boolean isHostAndPort(String text) {
        Matcher matcher = HOST_AND_PORT.matcher(text);
        if (!matcher.matches()) {
            return false;
        }
        int port = Integer.parseInt(matcher.group("port"));
        return port >= 1 && port <= LAST_PORT;
    }

    int port(String variable, int defaultValue) {
        return number(variable, 1, LAST_PORT, defaultValue);
    }

    boolean flag(String variable, boolean defaultValue) {
        return Boolean.parseBoolean(oneOf(variable, List.of("true", "false"), Boolean.toString(defaultValue)));
    }

    String oneOf(String variable, List<String> choices, String defaultValue) {
        String value = text(variable).map(String::strip).orElse(defaultValue);
        if (choices.contains(value)) {
            return value;
        }
        problem(variable, "must be one of %s, was '%s'".formatted(String.join(", ", choices), value));
        return defaultValue;
    }

    Duration duration(String variable, Duration minimum, Duration maximum, Duration defaultValue) {
        return text(variable)
                .map(value -> {
                    try {
                        Duration duration = DurationStyle.SIMPLE.parse(value.strip(), ChronoUnit.SECONDS);
                        if (duration.compareTo(minimum) >= 0 && duration.compareTo(maximum) <= 0) {
                            return duration;
                        }
                    } catch (IllegalArgumentException | ArithmeticException e) {
                        // reported below, together with durations out of range
                    }
                    problem(
                            variable,
                            "must be a duration from %dms to %ds, such as 500ms, 1s or 2 (seconds), was '%s'"
                                    .formatted(minimum.toMillis(), maximum.toSeconds(), value));
                    return defaultValue;
                })
                .orElse(defaultValue);
    }

    /** A PEM file with one certificate or several. */
    Optional<Path> certificates(String variable) {
        return text(variable).map(value -> {
            Path file = Path.of(value.strip());
            try {
                PemContent.load(file).getCertificates();
            } catch (IOException | IllegalStateException e) {
                problem(variable, "must be a PEM file with certificates that can be read, was '%s'".formatted(value));
            }
            return file;
        });
    }
}
