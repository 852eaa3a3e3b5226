package dev.orderpipeline.common.config;

import dev.orderpipeline.common.tls.InvalidPemException;
import dev.orderpipeline.common.tls.PemFile;
import dev.orderpipeline.common.value.WhiteSpace;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.boot.convert.DurationStyle;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.PropertySources;

/**
 * Reads variables one by one and collects their problems, so that one message reports all of them: each variable once,
 * with its first problem. A blank variable counts as missing. After a problem, reading continues with a default value.
 * Only a variable that is read is validated; an unused one counts as missing.
 */
final class SettingsReader {

    private static final Pattern CONTROL_CHARACTER = Pattern.compile("[\\p{IsControl}\\u2028\\u2029]");
    private static final Pattern UNREADABLE = Pattern.compile("[\\uFFFD\\p{Cs}]");
    private static final Pattern HTTP = Pattern.compile("(?i)https?");
    private static final Pattern SERVICE_LINK = Pattern.compile("(tcp|udp|sctp)://.*");

    private final PropertySources variables;
    private final Predicate<String> used;
    private final Map<String, String> problems = new LinkedHashMap<>();

    /** @param used whether a variable, by its name, is used */
    SettingsReader(PropertySources variables, Predicate<String> used) {
        this.variables = variables;
        this.used = used;
    }

    /** A reader of default values, for which no variable has to be set. */
    static SettingsReader ofDefaults() {
        return new SettingsReader(new MutablePropertySources(), variable -> false);
    }

    /** @throws InvalidSettingsException if there was any problem */
    void throwIfInvalid() {
        if (!problems.isEmpty()) {
            List<String> lines = new ArrayList<>();
            problems.forEach((variable, problem) -> lines.add(variable + " " + problem));
            throw new InvalidSettingsException(lines);
        }
    }

    void problem(String variable, String expectation) {
        if (used.test(variable)) {
            problems.putIfAbsent(variable, expectation);
        }
    }

    boolean hasProblem(String variable) {
        return problems.containsKey(variable);
    }

    /** Whether the variable, used or not, is set and not blank. */
    boolean isSet(String variable) {
        return value(variable).flatMap(SettingsReader::stripped).isPresent();
    }

    /** The text, stripped. Placeholders are not resolved: a user name may contain <code>${</code>. */
    Optional<String> text(String variable) {
        return found(variable)
                .flatMap(SettingsReader::stripped)
                .filter(value -> isReadable(variable, value))
                .filter(value -> {
                    boolean oneLine = !CONTROL_CHARACTER.matcher(value).find();
                    if (!oneLine) {
                        problem(variable, "must be one line without control characters: there is one inside");
                    }
                    return oneLine;
                });
    }

    /** Whether a secret, used or not, is set, as a variable or as a file. */
    boolean isSecretSet(String variable) {
        return isSet(secretVariable(variable));
    }

    /** The variable that sets a secret: the one that names its file, if it is set. */
    String secretVariable(String secret) {
        return isSet(fileVariable(secret)) ? fileVariable(secret) : secret;
    }

    /**
     * A password, from the variable or from the file that the variable with the suffix {@code _FILE} names; unchanged:
     * surrounding white space is part of it, except for a line break at the end of a file. It never appears in a problem.
     * A secret that is set twice is a problem: which of the two is used would depend on the order of sources.
     */
    Optional<Secret> secret(String variable) {
        if (!used.test(variable)) {
            return Optional.empty();
        }
        Optional<String> file = text(fileVariable(variable));
        List<String> sources = sourcesOf(variable).map(PropertySource::getName).toList();
        if (file.isPresent() && !sources.isEmpty()) {
            problem(fileVariable(variable), "must not be set beside " + variable + ": only one of them is the secret");
        }
        if (sources.size() > 1) {
            problem(variable, "must not be set twice, in " + String.join(" and ", sources));
        }
        return file.map(path -> secretOfFile(fileVariable(variable), path))
                .or(() -> secretOfVariable(variable).map(Secret::of));
    }

    /** @return after a problem any text, so that the secret is not reported as missing, too */
    private Secret secretOfFile(String variable, String file) {
        try {
            Path path = Path.of(file);
            Optional<String> text = Secret.textOf(path);
            if (text.isEmpty()) {
                problem(variable, "must name a file of at most %d bytes, was '%s'".formatted(Secret.MAX_BYTES, file));
                return Secret.of("");
            }
            String secret = text.get();
            if (secret.isEmpty()) {
                problem(variable, "must name a file with the secret: '%s' is empty".formatted(file));
            } else if (Secret.hasLineBreakOrNul(secret)) {
                problem(variable, "must name a file of one line without NUL characters, was '%s'".formatted(file));
            }
            return new Secret(secret, Optional.of(path));
        } catch (CharacterCodingException e) {
            problem(variable, "must name a file in UTF-8, was '%s'".formatted(file));
        } catch (IOException | InvalidPathException e) {
            problem(variable, "must name a readable file, was '%s'".formatted(file));
        }
        return Secret.of("");
    }

    private Optional<String> secretOfVariable(String variable) {
        return found(variable)
                .filter(value -> !value.isEmpty())
                .filter(value -> isReadable(variable, value))
                .filter(value -> {
                    boolean oneLine = !Secret.hasLineBreakOrNul(value);
                    if (!oneLine) {
                        problem(variable, "must be without line breaks and NUL characters: " + positionOf(value));
                    }
                    return oneLine;
                });
    }

    String required(String variable, String expectation) {
        return text(variable).orElseGet(() -> {
            problem(variable, "is missing: " + expectation);
            return "";
        });
    }

    int number(String variable, int minimum, int maximum, int defaultValue) {
        return number(variable, minimum, maximum).orElse(defaultValue);
    }

    Optional<Integer> number(String variable, int minimum, int maximum) {
        return text(variable).flatMap(value -> {
            try {
                int number = Integer.parseInt(value);
                if (number >= minimum && number <= maximum) {
                    return Optional.of(number);
                }
            } catch (NumberFormatException e) {
                // reported below, together with numbers out of range
            }
            problem(variable, "must be an integer from %d to %d, was '%s'".formatted(minimum, maximum, value));
            return Optional.empty();
        });
    }

    int port(String variable, int defaultValue) {
        if (text(variable).filter(SERVICE_LINK.asMatchPredicate()).isPresent()) {
            problem(
                    variable,
                    "must be a port number, was '%s': Kubernetes sets it so for a Service named '%s'; set %s in the pod,"
                                    .formatted(text(variable).orElseThrow(), serviceOf(variable), variable)
                            + " or enableServiceLinks: false");
        }
        return number(variable, 1, ServerAddress.MAX_PORT, defaultValue);
    }

    /** A host without a port. */
    String host(String variable, String portVariable, String defaultHost) {
        return text(variable)
                .flatMap(value -> address(variable, value))
                .map(address -> {
                    if (address.port().isPresent()) {
                        problem(
                                variable,
                                "must be a host without a port, was '%s': the port is set in %s"
                                        .formatted(
                                                address.withPort(address.port().get()), portVariable));
                    }
                    return address.host();
                })
                .orElse(defaultHost);
    }

    /** Hosts, with ports or without, separated by commas; empty after a problem or if the variable is not set. */
    List<ServerAddress> addresses(String variable) {
        List<ServerAddress> addresses = new ArrayList<>();
        text(variable).ifPresent(list -> {
            for (String entry : list.split(",", -1)) {
                if (WhiteSpace.isBlank(entry)) {
                    problem(variable, "must be a list without empty entries, was '" + list + "'");
                } else {
                    address(variable, WhiteSpace.strip(entry)).ifPresent(addresses::add);
                }
            }
        });
        return hasProblem(variable) ? List.of() : addresses;
    }

    boolean flag(String variable, boolean defaultValue) {
        return Boolean.parseBoolean(oneOf(variable, List.of("true", "false"), Boolean.toString(defaultValue)));
    }

    String oneOf(String variable, List<String> choices, String defaultValue) {
        String value = text(variable).orElse(defaultValue);
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
                        Duration duration = DurationStyle.SIMPLE.parse(value, ChronoUnit.SECONDS);
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

    /**
     * Lines {@code name=value}; empty lines and those that begin with {@code #} are left out. Values never appear in a
     * problem.
     *
     * @param problem why a property, by name and value, can't be set
     */
    ClientProperties properties(String variable, BiFunction<String, String, Optional<String>> problem) {
        Map<String, String> properties = new LinkedHashMap<>();
        List<String> problems = new ArrayList<>();
        found(variable).filter(value -> isReadable(variable, value)).stream()
                .flatMap(String::lines)
                .map(WhiteSpace::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .forEach(line -> {
                    int end = line.indexOf('=');
                    if (end <= 0) {
                        problems.add("a line has no name and '='");
                        return;
                    }
                    String name = WhiteSpace.strip(line.substring(0, end));
                    String value = WhiteSpace.strip(line.substring(end + 1));
                    problem.apply(name, value).ifPresent(reason -> problems.add(name + ": " + reason));
                    if (properties.put(name, value) != null) {
                        problems.add(name + ": it is set twice");
                    }
                });
        if (!problems.isEmpty()) {
            problem(variable, "must be lines of name=value that may be set: " + String.join("; ", problems));
        }
        return new ClientProperties(Map.copyOf(properties));
    }

    /** A number from 0 to 1. */
    double share(String variable, double defaultValue) {
        return text(variable)
                .map(value -> {
                    try {
                        double share = Double.parseDouble(value);
                        if (share >= 0 && share <= 1) {
                            return share;
                        }
                    } catch (NumberFormatException e) {
                        // reported below, together with numbers out of range
                    }
                    problem(variable, "must be a number from 0 to 1, such as 0.05, was '%s'".formatted(value));
                    return defaultValue;
                })
                .orElse(defaultValue);
    }

    /**
     * The address of an HTTP server.
     *
     * @param example a valid one, for the message
     */
    Optional<URI> httpUrl(String variable, String example) {
        return text(variable).flatMap(value -> {
            try {
                URI url = new URI(value);
                if (url.getUserInfo() != null) {
                    problem(variable, "must be a URL without user and password");
                    return Optional.empty();
                }
                if (url.getHost() != null
                        && url.getScheme() != null
                        && HTTP.matcher(url.getScheme()).matches()) {
                    return Optional.of(url);
                }
            } catch (URISyntaxException e) {
                // reported below, together with other schemes
            }
            problem(variable, "must be a URL such as %s, was '%s'".formatted(example, value));
            return Optional.empty();
        });
    }

    /** A PEM file with one certificate or several. */
    Optional<Path> certificates(String variable) {
        return path(variable).flatMap(file -> {
            try {
                PemFile.certificates(file);
                return Optional.of(file);
            } catch (InvalidPemException e) {
                problem(variable, "must be a readable PEM file with certificates, was '%s'".formatted(file));
                return Optional.empty();
            }
        });
    }

    /** A file, which is not read. */
    Optional<Path> path(String variable) {
        return text(variable).flatMap(value -> {
            try {
                return Optional.of(Path.of(value));
            } catch (InvalidPathException e) {
                problem(variable, "must be the path of a file, was '%s'".formatted(value));
                return Optional.empty();
            }
        });
    }

    /** The variable that names the file with a secret. */
    static String fileVariable(String secret) {
        return secret + "_FILE";
    }

    private Optional<String> found(String variable) {
        return used.test(variable) ? value(variable) : Optional.empty();
    }

    private Optional<String> value(String variable) {
        return sourcesOf(variable)
                .findFirst()
                .map(source -> source.getProperty(variable))
                .map(Object::toString);
    }

    /** Those in which the variable is not empty: an empty variable does not hide a file of SPRING_CONFIG_IMPORT. */
    private Stream<PropertySource<?>> sourcesOf(String variable) {
        return variables.stream().filter(source -> !Objects.toString(source.getProperty(variable), "")
                .isEmpty());
    }

    private static Optional<String> stripped(String value) {
        return Optional.of(WhiteSpace.strip(value)).filter(text -> !text.isEmpty());
    }

    /** The JVM decodes the environment in the locale's encoding; bytes that it can't decode are replaced and lost. */
    private boolean isReadable(String variable, String value) {
        boolean readable = !UNREADABLE.matcher(value).find();
        if (!readable) {
            Charset encoding = Charset.forName(System.getProperty("sun.jnu.encoding"));
            problem(
                    variable,
                    encoding.equals(StandardCharsets.UTF_8)
                            ? "must be valid UTF-8, contains other bytes"
                            : "contains characters that the locale can't decode (its encoding is " + encoding
                                    + "): set LC_ALL=C.UTF-8 in the environment of the service");
        }
        return readable;
    }

    private static String positionOf(String value) {
        String withoutFinalBreak = value.replaceFirst("(\\r\\n|\\n|\\r)$", "");
        return Secret.hasLineBreakOrNul(withoutFinalBreak)
                ? "there is one inside"
                : "there is one at its end (echo adds it, printf does not)";
    }

    /** A Service's variables are prefixed with its name, in upper case and with '_' for '-'. */
    private static String serviceOf(String portVariable) {
        return portVariable.replaceFirst("_PORT$", "").toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Optional<ServerAddress> address(String variable, String text) {
        try {
            return Optional.of(ServerAddress.parse(text));
        } catch (ServerAddress.InvalidAddressException e) {
            problem(variable, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }
}
