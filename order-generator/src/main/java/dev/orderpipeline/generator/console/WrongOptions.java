package dev.orderpipeline.generator.console;

import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Prints what is wrong with the options, and where the right ones are described. */
public final class WrongOptions implements IParameterExceptionHandler {

    private static final Set<Class<?>> WHOLE_NUMBERS = Set.of(int.class, Integer.class, long.class, Long.class);

    @Override
    public int handleParseException(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        PrintWriter err = command.getErr();
        err.println(reason(failure));
        UnmatchedArgumentException.printSuggestions(failure, err);
        err.printf("See %s --help%n", command.getCommandSpec().qualifiedName());
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** @throws ParameterException if the value is given and below the least one */
    public static void requireAtLeast(CommandSpec command, String option, long least, Number value) {
        if (value != null && value.longValue() < least) {
            throw new ParameterException(
                    command.commandLine(), "%s must be at least %d, was %s".formatted(option, least, value));
        }
    }

    /** The library's own reasons for a value name types of the program. */
    private static String reason(ParameterException failure) {
        if (failure.getArgSpec() instanceof OptionSpec option && failure.getValue() != null) {
            Class<?> type = type(option);
            if (WHOLE_NUMBERS.contains(type)) {
                return "%s must be a whole number, was '%s'".formatted(option.longestName(), failure.getValue());
            }
            if (type.isEnum()) {
                String values = Arrays.stream(type.getEnumConstants())
                        .map(String::valueOf)
                        .collect(Collectors.joining(", "));
                return "%s must be one of %s, was '%s'".formatted(option.longestName(), values, failure.getValue());
            }
        }
        return failure.getMessage();
    }

    private static Class<?> type(ArgSpec option) {
        return option.isMultiValue() ? option.auxiliaryTypes()[0] : option.type();
    }
}
