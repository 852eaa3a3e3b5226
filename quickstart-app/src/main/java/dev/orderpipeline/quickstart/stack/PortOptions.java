package dev.orderpipeline.quickstart.stack;

import dev.orderpipeline.generator.console.Range;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.local.process.Ports;
import dev.orderpipeline.quickstart.service.Stage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** One port option for each server and service. The default ports are fixed, so that other programs can rely on them. */
public final class PortOptions {

    private final CommandLine command;
    private final List<PortOption> options;

    /** The ports of one run, reserved for it. */
    record Reserved(int kafka, int postgres, int redis, Map<Stage, Integer> services) {}

    /** The names of all servers and services, as the command line has them. */
    public static final class Parts implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return all().stream().map(PortOption::part).iterator();
        }
    }

    @Range(min = 1, max = 65_535)
    private record PortOption(String part, int preferred, OptionSpec spec) {

        static PortOption of(String part, String title, int preferred) {
            return new PortOption(
                    part,
                    preferred,
                    OptionSpec.builder("--%s-port".formatted(part))
                            .paramLabel("PORT")
                            .type(Integer.class)
                            .userObject(PortOption.class)
                            .description("Port of %s. Default: %d, or a free port if it is taken"
                                    .formatted(title, preferred))
                            .build());
        }

        Integer given() {
            return spec.getValue();
        }
    }

    /** Adds the options to a command. */
    public PortOptions(CommandLine command) {
        this.command = command;
        this.options = all();
        options.forEach(option -> command.getCommandSpec().addOption(option.spec()));
    }

    private static List<PortOption> all() {
        List<PortOption> all = new ArrayList<>(List.of(
                PortOption.of("kafka", "Kafka", 19092),
                PortOption.of("postgres", "PostgreSQL", 15432),
                PortOption.of("redis", "Redis", 16379)));
        Stream.of(Stage.values())
                .map(stage -> PortOption.of(stage.shortName(), stage.service(), stage.defaultPort()))
                .forEach(all::add);
        return all;
    }

    /**
     * Reserves all ports.
     *
     * @throws ParameterException if a given port is taken
     */
    public Reserved reserve(Terminal terminal) {
        Map<String, Integer> ports = new HashMap<>();
        options.stream()
                // Given ports first: one of them may be the default of another part.
                .sorted(Comparator.comparing(option -> option.given() == null))
                .forEach(option -> ports.put(option.part(), reserve(option, terminal)));
        Map<Stage, Integer> services = new EnumMap<>(Stage.class);
        List.of(Stage.values()).forEach(stage -> services.put(stage, ports.get(stage.shortName())));
        return new Reserved(ports.get("kafka"), ports.get("postgres"), ports.get("redis"), services);
    }

    private int reserve(PortOption option, Terminal terminal) {
        String name = option.spec().longestName();
        if (option.given() == null) {
            int port = Ports.reserveOrOther(option.preferred());
            if (port != option.preferred()) {
                terminal.line("Port %d is taken: using %d for %s. To choose another, use %s"
                        .formatted(option.preferred(), port, option.part(), name));
            }
            return port;
        }
        int port = option.given();
        if (!Ports.reserve(port)) {
            throw new ParameterException(
                    command,
                    "%s %d is taken: stop the program that listens there, or choose another port"
                            .formatted(name, port));
        }
        return port;
    }
}
