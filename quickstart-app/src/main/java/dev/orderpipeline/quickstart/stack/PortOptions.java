package dev.orderpipeline.quickstart.stack;

import dev.orderpipeline.generator.console.Range;
import dev.orderpipeline.generator.console.Terminal;
import dev.orderpipeline.local.LocalStackOptions;
import dev.orderpipeline.local.process.Ports;
import dev.orderpipeline.quickstart.service.PerStage;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/** One port option for each server and service. The default ports are fixed, so that other programs can rely on them. */
public final class PortOptions {

    private final PortOption kafka = PortOption.of("kafka", "Kafka", 19092);
    private final PortOption postgres = PortOption.of("postgres", "PostgreSQL", 15432);
    private final PortOption redis = PortOption.of("redis", "Redis", 16379);
    private final PerStage<PortOption> services =
            PerStage.of(stage -> PortOption.of(stage.shortName(), stage.service(), stage.defaultPort()));

    /** The ports of one run, reserved for it. */
    public record Reserved(int kafka, int postgres, int redis, PerStage<Integer> services) {

        /** @param dataDirectory of the servers; null for a temporary folder */
        public LocalStackOptions servers(@Nullable Path dataDirectory) {
            return new LocalStackOptions(kafka, postgres, redis, dataDirectory);
        }
    }

    /** The names of all servers and services, as the command line has them. */
    public static final class Parts implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return new PortOptions().all().map(PortOption::part).iterator();
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

        Optional<Integer> given() {
            return Optional.ofNullable(spec.getValue());
        }
    }

    /** Adds the options to a command. */
    public void addTo(CommandSpec command) {
        all().forEach(option -> command.addOption(option.spec()));
    }

    private Stream<PortOption> all() {
        return Stream.concat(Stream.of(kafka, postgres, redis), services.values().stream());
    }

    /**
     * Reserves all ports.
     *
     * @param invalid the exception for a given port that is taken
     * @throws ParameterException if a given port is taken
     */
    public Reserved reserve(Terminal terminal, Function<String, ParameterException> invalid) {
        // Given ports first: one of them may be the default of another part.
        all().forEach(option -> option.given().ifPresent(port -> reserveGiven(option, port, invalid)));
        return new Reserved(
                port(kafka, terminal),
                port(postgres, terminal),
                port(redis, terminal),
                PerStage.of(stage -> port(services.get(stage), terminal)));
    }

    private static void reserveGiven(PortOption option, int port, Function<String, ParameterException> invalid) {
        if (!Ports.reserve(port)) {
            throw invalid.apply("%s %d is taken: stop the program that listens there, or choose another port"
                    .formatted(option.spec().longestName(), port));
        }
    }

    private static int port(PortOption option, Terminal terminal) {
        return option.given().orElseGet(() -> {
            int port = Ports.reserveOrOther(option.preferred());
            if (port != option.preferred()) {
                terminal.line("Port %d is taken: %s uses %d (%s sets another one)"
                        .formatted(
                                option.preferred(),
                                option.part(),
                                port,
                                option.spec().longestName()));
            }
            return port;
        });
    }
}
