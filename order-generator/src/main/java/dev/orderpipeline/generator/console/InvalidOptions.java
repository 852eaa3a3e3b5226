package dev.orderpipeline.generator.console;

import java.io.PrintWriter;
import java.lang.reflect.AnnotatedElement;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints why options are invalid, and how to print the usage help. */
public final class InvalidOptions implements IParameterExceptionHandler {

    private static final Set<Class<?>> INTEGERS = Set.of(int.class, Integer.class, long.class, Long.class);

    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+");
    private static final Pattern LIBRARY_PREFIX = Pattern.compile("^Invalid value for option '(--[a-z-]+)'[^:]*: ");

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(reason(failure));
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.printf("See %s --help%n", command.getCommandSpec().qualifiedName());
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** @throws ParameterException if an option with a {@link Range} has a value outside of it */
    public static void requireRanges(CommandSpec command) {
        for (OptionSpec option : command.options()) {
            Range range = range(option);
            if (range != null && option.getValue() instanceof Number value) {
                long number = value.longValue();
                if (number < range.min() || number > range.max()) {
                    throw new ParameterException(command.commandLine(), outOfRange(option, value.toString()));
                }
            }
        }
    }

    /** The library's own reasons for a value name types of the program. */
    private static String reason(ParameterException failure) {
        if (failure.getArgSpec() instanceof OptionSpec option && failure.getValue() != null) {
            Class<?> type = type(option);
            if (INTEGERS.contains(type)) {
                return INTEGER.matcher(failure.getValue()).matches()
                        ? outOfRange(option, failure.getValue())
                        : "%s must be an integer, was '%s'".formatted(option.longestName(), failure.getValue());
            }
            if (type.isEnum()) {
                String values = Arrays.stream(type.getEnumConstants())
                        .map(value -> value.toString().toLowerCase(Locale.ROOT))
                        .collect(Collectors.joining(", "));
                return "%s must be one of %s, was '%s'".formatted(option.longestName(), values, failure.getValue());
            }
        }
        if (failure instanceof UnmatchedArgumentException unmatched
                && !failure.getCommandLine().getSubcommands().isEmpty()
                && !unmatched.isUnknownOption()) {
            return "unknown command '%s'; commands: %s"
                    .formatted(
                            unmatched.getUnmatched().get(0),
                            String.join(
                                    ", ",
                                    failure.getCommandLine().getSubcommands().keySet()));
        }
        return LIBRARY_PREFIX.matcher(String.valueOf(failure.getMessage())).replaceFirst("$1 ");
    }

    private static String outOfRange(OptionSpec option, String value) {
        Range range = range(option);
        boolean isInt = Set.of(int.class, Integer.class).contains(type(option));
        long min = Math.max(range == null ? Long.MIN_VALUE : range.min(), isInt ? Integer.MIN_VALUE : Long.MIN_VALUE);
        long max = Math.min(range == null ? Long.MAX_VALUE : range.max(), isInt ? Integer.MAX_VALUE : Long.MAX_VALUE);
        if (range != null && range.min() == min && range.max() == max && max < Long.MAX_VALUE) {
            return "%s must be from %d to %d, was %s".formatted(option.longestName(), min, max, value);
        }
        return new BigInteger(value).compareTo(BigInteger.valueOf(min)) < 0
                ? "%s must be at least %d, was %s".formatted(option.longestName(), min, value)
                : "%s must be at most %d, was %s".formatted(option.longestName(), max, value);
    }

    private static @Nullable Range range(OptionSpec option) {
        return option.userObject() instanceof AnnotatedElement field ? field.getAnnotation(Range.class) : null;
    }

    private static Class<?> type(ArgSpec option) {
        return option.isMultiValue() ? option.auxiliaryTypes()[0] : option.type();
    }
}
