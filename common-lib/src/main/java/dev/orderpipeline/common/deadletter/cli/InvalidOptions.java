package dev.orderpipeline.common.deadletter.cli;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints why options are invalid, and how to print the usage help. */
final class InvalidOptions implements IParameterExceptionHandler {

    private static final Set<Class<?>> INTEGERS = Set.of(int.class, Integer.class);
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+");

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(reason(failure));
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.printf("See %s --help%n", command.getCommandSpec().qualifiedName());
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** The library's own reasons for a value name types of the program. */
    private static String reason(ParameterException failure) {
        if (failure.getArgSpec() instanceof OptionSpec option && failure.getValue() != null) {
            Class<?> type = type(option);
            if (INTEGERS.contains(type) && INTEGER.matcher(failure.getValue()).matches()) {
                return "%s must be from 1 to %d, was %s"
                        .formatted(option.longestName(), Integer.MAX_VALUE, failure.getValue());
            }
            if (INTEGERS.contains(type)) {
                return "%s must be an integer, was '%s'".formatted(option.longestName(), failure.getValue());
            }
            if (type.isEnum()) {
                String values = Arrays.stream(type.getEnumConstants())
                        .map(String::valueOf)
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
        return String.valueOf(failure.getMessage());
    }

    private static Class<?> type(ArgSpec option) {
        return option.isMultiValue() ? option.auxiliaryTypes()[0] : option.type();
    }
}
